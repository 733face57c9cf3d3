/** A hexagon cell crossed by one ray. The same drawing is mark.svg, the icon of the browser's tab. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true" focusable="false">
      <path
        d="M12 2.5 20.2 7.2v9.6L12 21.5l-8.2-4.7V7.2Z"
        stroke="var(--accent-ink)"
        strokeWidth="2"
        strokeLinejoin="round"
      />
      <path d="M1.5 17.5 22.5 6.5" stroke="var(--ink)" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}
