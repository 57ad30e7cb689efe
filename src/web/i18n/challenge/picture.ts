/** Pictures of prizes and gifts, where a host changes them. */
export const ko = {
  choose: "사진 고르기",
  another: "다른 사진",
  remove: "사진 빼기",
  removeOf: "사진 빼기: {{name}}",
  hint: "JPEG·PNG·WebP. 작게 줄여서 올리고, 찍은 곳 같은 정보는 지워요.",
  saving: "올리고 있어요…",
  saved: "저장했어요.",
  refused: "이 파일은 쓸 수 없어요. JPEG, PNG, WebP 사진을 골라 주세요.",
  offline: "연결이 없어요. 다시 골라 주세요.",
} as const;

export const en = {
  choose: "Choose a photo",
  another: "Another photo",
  remove: "Remove photo",
  removeOf: "Remove photo: {{name}}",
  hint: "JPEG, PNG or WebP. It is made smaller, and notes such as where it was taken are left out.",
  saving: "Uploading…",
  saved: "Saved.",
  refused: "This file cannot be used. Choose a JPEG, PNG or WebP photo.",
  offline: "No connection. Choose it again.",
} as const;
