/** Two rivers that a canal joins. */
export function Logo({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" style={{ flex: "none" }}>
      <rect width="32" height="32" rx="7" fill="#1b5e8c" />
      <path
        d="M6 11c5 0 5 10 10 10s5-10 10-10"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
      />
      <path
        d="M6 21c3 0 4.2-3.4 5.4-6.2M20.6 17.2C21.8 14.4 23 21 26 21"
        fill="none"
        stroke="#8fd0f5"
        strokeWidth="3"
        strokeLinecap="round"
      />
    </svg>
  );
}
