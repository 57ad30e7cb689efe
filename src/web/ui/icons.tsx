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

export const IconCheck = () => (
  <Icon>
    <path d="M5 12.5l4.5 4.5L19 7.5" />
  </Icon>
);

export const IconClose = () => (
  <Icon size={18}>
    <path d="M6 6l12 12M18 6L6 18" />
  </Icon>
);

export const IconPlus = () => (
  <Icon>
    <path d="M12 5v14M5 12h14" />
  </Icon>
);

export const IconSearch = () => (
  <Icon>
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
