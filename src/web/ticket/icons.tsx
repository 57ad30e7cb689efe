import type { ReactNode } from "react";

function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      width={20}
      height={20}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

export const IconClock = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7v5l3.5 2" />
  </Icon>
);

export const IconGift = () => (
  <Icon>
    <path d="M4 11h16v9H4zM3 7h18v4H3zM12 7v13M12 7c-5 0-5-4.5-2.5-4.5S12 7 12 7zm0 0c5 0 5-4.5 2.5-4.5S12 7 12 7z" />
  </Icon>
);

export const IconHourglass = () => (
  <Icon>
    <path d="M6 3h12M6 21h12M7 3c0 5 5 6 5 9s-5 4-5 9M17 3c0 5-5 6-5 9s5 4 5 9" />
  </Icon>
);

export const IconLaptop = () => (
  <Icon>
    <rect x="5" y="5" width="14" height="10" rx="1.5" />
    <path d="M2.5 19h19" />
  </Icon>
);

export const IconKey = () => (
  <Icon>
    <circle cx="8" cy="15" r="4" />
    <path d="M11 12l9-9M16 7l3 3" />
  </Icon>
);

export const IconDice = () => (
  <Icon>
    <path d="M4 12a8 8 0 0 1 13.7-5.6L20 8.5M20 4v4.5h-4.5M20 12a8 8 0 0 1-13.7 5.6L4 15.5M4 20v-4.5h4.5" />
  </Icon>
);

export const IconShare = () => (
  <Icon>
    <path d="M12 15V3.5M7.5 8L12 3.5 16.5 8M5 13v6.5h14V13" />
  </Icon>
);
