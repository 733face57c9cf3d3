import type { ReactNode } from 'react';

/** Drawn on a 16 px grid with a 1.5 px line in the colour of the words around them. */
const SHAPES = {
  home: <path d="M2.5 7.5 8 2.5l5.5 5M4 6.5v7h8v-7M6.8 13.5v-4h2.4v4" />,
  traces: <path d="M2 3.5h8M4.5 8h7M7 12.5h7" />,
  log: <path d="M3 3.5h10M3 8h10M3 12.5h6.5" />,
  map: (
    <>
      <circle cx="3.5" cy="8" r="2" />
      <circle cx="12" cy="3.8" r="2" />
      <circle cx="12" cy="12.2" r="2" />
      <path d="m5.4 7 4.8-2.4M5.4 9l4.8 2.4" />
    </>
  ),
  send: <path d="M8 11V2.5M4.5 5.5 8 2l3.5 3.5M2.5 11v2.5h11V11" />,
  settings: (
    <>
      <path d="M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6" />
      <circle cx="10" cy="4.5" r="1.75" />
      <circle cx="6" cy="11.5" r="1.75" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="m10.5 10.5 3.5 3.5" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 4.5V8l2.5 1.5" />
    </>
  ),
  help: (
    <>
      <path d="M5.5 5.5A2.5 2.5 0 0 1 8 3c1.5 0 2.5 1 2.5 2.3 0 1.9-2.5 2-2.5 4.2" />
      <path d="M8 12.5v.3" />
    </>
  ),
  sun: (
    <>
      <circle cx="8" cy="8" r="3" />
      <path d="M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1" />
    </>
  ),
  moon: <path d="M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7Z" />,
  system: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 2a6 6 0 0 1 0 12Z" fill="currentColor" />
    </>
  ),
  user: (
    <>
      <circle cx="8" cy="5.5" r="2.75" />
      <path d="M2.5 14c.6-3 2.8-4.5 5.5-4.5s4.9 1.5 5.5 4.5" />
    </>
  ),
  pin: <path d="m6 3 -3 5 3 5M13 3l-3 5 3 5" />,
  unpin: <path d="m10 3 3 5-3 5M3 3l3 5-3 5" />,
  'chevron-down': <path d="m4 6 4 4 4-4" />,
  'chevron-right': <path d="m6 4 4 4-4 4" />,
  'chevron-up': <path d="m4 10 4-4 4 4" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2" />
    </>
  ),
  check: <path d="m3 8.5 3.5 3.5L13 4.5" />,
  close: <path d="m3.5 3.5 9 9M12.5 3.5l-9 9" />,
  minus: <path d="M3 8h10" />,
  fit: <path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" />,
  plus: <path d="M8 3v10M3 8h10" />,
  more: <path d="M3.5 8h.1M8 8h.1M12.5 8h.1" strokeWidth="2.5" />,
  columns: <path d="M2.5 3h11v10h-11zM6.2 3v10M9.9 3v10" />,
  download: <path d="M8 2v8.5M4.5 7.5 8 11l3.5-3.5M2.5 13.5h11" />,
  error: (
    <>
      <path d="M5.3 1.8h5.4l3.5 3.5v5.4l-3.5 3.5H5.3l-3.5-3.5V5.3Z" />
      <path d="M8 4.8v3.7M8 11v.2" />
    </>
  ),
  critical: (
    <>
      <path d="M5.3 1.8h5.4l3.5 3.5v5.4l-3.5 3.5H5.3l-3.5-3.5V5.3Z" fill="currentColor" />
      <path d="M8 4.8v3.7M8 11v.2" stroke="var(--surface)" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 7.5v3.7M8 4.8V5" />
    </>
  ),
  debug: <circle cx="8" cy="8" r="2.5" />,
  issue: (
    <>
      <path d="M5.6 5.2a2.4 2.4 0 0 1 4.8 0M4.5 6.5h7V10a3.5 3.5 0 0 1-7 0ZM8 6.5v7" />
      <path d="M2 5.5 4.5 7M1.8 9.7h2.7M2.5 13.6 5 12M14 5.5 11.5 7M14.2 9.7h-2.7M13.5 13.6 11 12" />
    </>
  ),
  mute: <path d="M4 11.5V7a4 4 0 0 1 6.8-2.9M12 7v4.5M2.5 11.5h11M6.8 13.8h2.4M2.5 2.5l11 11" />,
  warning: (
    <>
      <path d="M8 2 1.5 13.5h13Z" />
      <path d="M8 6.5v3M8 11.5v.2" />
    </>
  ),
  refresh: <path d="M13.5 8A5.5 5.5 0 1 1 11.7 4M13.5 2v3h-3" />,
  filter: <path d="M2 3h12L9.5 8.5v4l-3 1.5V8.5Z" />,
  exclude: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="m4 12 8-8" />
    </>
  ),
  link: (
    <path d="M6.5 9.5a3 3 0 0 0 4.3 0l2.3-2.3a3 3 0 0 0-4.3-4.3l-.8.8M9.5 6.5a3 3 0 0 0-4.3 0L2.9 8.8a3 3 0 0 0 4.3 4.3l.8-.8" />
  ),
  'sign-out': <path d="M6 2.5H3v11h3M10 5l3 3-3 3M13 8H6" />,
  key: (
    <>
      <circle cx="5" cy="11" r="2.75" />
      <path d="m7 9 6-6M10.5 5.5l2 2" />
    </>
  ),
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof SHAPES;

/** Decoration beside words, or the face of a button that has a label: never the only text a reader gets. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {SHAPES[name]}
    </svg>
  );
}
