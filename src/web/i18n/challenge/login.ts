/** 한국어와 영어, 같은 열쇠로. */
export const ko = {} as const;

export const en = {} as const;
