import type { ReactNode } from "react";

// Drawn here: a dozen strokes weigh less than an icon package's wrapper.
function Icon({ children, size = 16 }: { readonly children: ReactNode; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
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

export const IconCopy = () => (
  <Icon>
    <rect x="9" y="9" width="11" height="11" rx="2.5" />
    <path d="M5 15V6.5A2.5 2.5 0 0 1 7.5 4H15" />
  </Icon>
);

export const IconCheck = ({ size = 16 }: { readonly size?: number }) => (
  <Icon size={size}>
    <path d="M5 12.5l4.5 4.5L19 7.5" />
  </Icon>
);

export const IconClose = ({ size = 18 }: { readonly size?: number }) => (
  <Icon size={size}>
    <path d="M6 6l12 12M18 6L6 18" />
  </Icon>
);

export const IconPlus = () => (
  <Icon>
    <path d="M12 5v14M5 12h14" />
  </Icon>
);

export const IconSearch = ({ size = 16 }: { readonly size?: number }) => (
  <Icon size={size}>
    <circle cx="11" cy="11" r="6.5" />
    <path d="M16 16l4 4" />
  </Icon>
);

export const IconWarning = ({ size = 16 }: { readonly size?: number }) => (
  <Icon size={size}>
    <path d="M12 4L2.8 19.5h18.4L12 4z" />
    <path d="M12 10v4.5M12 17.2v.1" />
  </Icon>
);

export const IconSun = () => (
  <Icon size={18}>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4" />
  </Icon>
);

export const IconMoon = () => (
  <Icon size={18}>
    <path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z" />
  </Icon>
);

export const IconSystem = () => (
  <Icon size={18}>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 3.5v17a8.5 8.5 0 0 0 0-17z" fill="currentColor" />
  </Icon>
);

export const IconChevron = ({ open }: { readonly open: boolean }) => (
  <Icon size={14}>{open ? <path d="M6 9.5l6 6 6-6" /> : <path d="M9.5 6l6 6-6 6" />}</Icon>
);

export const IconExpand = () => (
  <Icon>
    <path d="M7 9l5-5 5 5M7 15l5 5 5-5" />
  </Icon>
);

export const IconCollapse = () => (
  <Icon>
    <path d="M7 4l5 5 5-5M7 20l5-5 5 5" />
  </Icon>
);

export const IconClock = () => (
  <Icon size={20}>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7v5l3.5 2" />
  </Icon>
);

export const IconGift = () => (
  <Icon size={20}>
    <path d="M4 11h16v9H4zM3 7h18v4H3zM12 7v13M12 7c-5 0-5-4.5-2.5-4.5S12 7 12 7zm0 0c5 0 5-4.5 2.5-4.5S12 7 12 7z" />
  </Icon>
);

export const IconHourglass = () => (
  <Icon size={20}>
    <path d="M6 3h12M6 21h12M7 3c0 5 5 6 5 9s-5 4-5 9M17 3c0 5-5 6-5 9s5 4 5 9" />
  </Icon>
);

export const IconLaptop = () => (
  <Icon size={20}>
    <rect x="5" y="5" width="14" height="10" rx="1.5" />
    <path d="M2.5 19h19" />
  </Icon>
);

export const IconKey = () => (
  <Icon size={20}>
    <circle cx="8" cy="15" r="4" />
    <path d="M11 12l9-9M16 7l3 3" />
  </Icon>
);

export const IconDice = () => (
  <Icon size={20}>
    <path d="M4 12a8 8 0 0 1 13.7-5.6L20 8.5M20 4v4.5h-4.5M20 12a8 8 0 0 1-13.7 5.6L4 15.5M4 20v-4.5h4.5" />
  </Icon>
);

export const IconShare = () => (
  <Icon size={20}>
    <path d="M12 15V3.5M7.5 8L12 3.5 16.5 8M5 13v6.5h14V13" />
  </Icon>
);

export const IconScan = () => (
  <Icon size={20}>
    <path d="M4 8.5V4h4.5M15.5 4H20v4.5M20 15.5V20h-4.5M8.5 20H4v-4.5M7 12h10" />
  </Icon>
);

export const IconScreen = () => (
  <Icon size={20}>
    <rect x="3" y="4.5" width="18" height="12" rx="1.5" />
    <path d="M8.5 20.5h7M12 16.5v4" />
  </Icon>
);

/** Two that look alike. */
export const IconTwins = () => (
  <Icon size={20}>
    <circle cx="9" cy="12" r="6" />
    <circle cx="15" cy="12" r="6" />
  </Icon>
);

export const IconChat = () => (
  <Icon size={20}>
    <path d="M4 5h16v11H10l-4 4v-4H4z" />
  </Icon>
);

export const IconLock = () => (
  <Icon size={20}>
    <rect x="5" y="10.5" width="14" height="10" rx="2" />
    <path d="M8 10.5V7.5a4 4 0 0 1 8 0v3" />
  </Icon>
);

/** The sign of the house: a ladder. */
export const Mark = () => (
  <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="8" fill="var(--accent-fill)" />
    <path
      d="M11 6v20M21 6v20M11 11h10M11 16.5h10M11 22h10"
      stroke="var(--on-accent)"
      strokeWidth="2.6"
      strokeLinecap="round"
      fill="none"
    />
  </svg>
);
