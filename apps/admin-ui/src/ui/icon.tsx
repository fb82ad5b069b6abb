/** Paths on a grid of 24, drawn as lines. */
const PATHS = {
  pulse: 'M3 12h4l3-8 4 16 3-8h4',
  search: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14m5.2 12.2L21 21',
  people:
    'M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8m-6 9c0-4 3-6 6-6s6 2 6 6M16 3.5a4 4 0 0 1 0 7M18 14.5c2 .8 3.3 2.700 3.300 5.500',
  routes: 'M6 5a2 2 0 1 0 0 .1M18 19a2 2 0 1 0 0 .1M8 5h7a4 4 0 0 1 0 8H9a3 3 0 0 0 0 6h7',
  overview: 'M4 20V10m5.300 10V4m5.300 16v-7M20 20V8',
  health: 'M12 20s-8-4.700-8-11a4.500 4.500 0 0 1 8-2.800A4.500 4.500 0 0 1 20 9c0 6.300-8 11-8 11',
  close: 'M6 6l12 12M18 6 6 18',
  up: 'm6 15 6-6 6 6',
  down: 'm6 9 6 6 6-6',
  right: 'm9 6 6 6-6 6',
  left: 'm15 6-6 6 6 6',
  wider: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14m5.2 12.2L21 21M8 11h6',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  check: 'm5 12.500 4.500 4.500L19 7.500',
  filter: 'M4 6h16M7 12h10M10 18h4',
  exclude: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M5.700 5.700l12.600 12.600',
  play: 'M8 5.500v13l10-6.500z',
  pause: 'M8 5v14M16 5v14',
  live: 'M12 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4M7.800 7.800a6 6 0 0 0 0 8.400M16.200 7.800a6 6 0 0 1 0 8.400M5 5a10 10 0 0 0 0 14M19 5a10 10 0 0 1 0 14',
  download: 'M12 4v11m-5-4.500 5 5 5-5M4 20h16',
  help: 'M9 9a3 3 0 1 1 4.200 2.700c-.8.4-1.200 1-1.200 2V14M12 17.500h.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18m0 4v5l3.500 2',
  lock: 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  cut: 'M6 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6m0 12a3 3 0 1 0 0-6 3 3 0 0 0 0 6M8.500 8 20 19M8.500 16 20 5',
  compare: 'M9 4v16M15 4v16M4 8h5M15 16h5M4 16h5M15 8h5',
  settings: 'M4 7h9m4 0h3M4 17h3m4 0h9M15 5v4M9 15v4',
  out: 'M10 4H5v16h5M14 8l4 4-4 4m4-4H9',
  away: 'M4 4l16 16M8 6h10a2 2 0 0 1 2 2v3M4.500 7A2 2 0 0 0 4 8v8a2 2 0 0 0 2 2h10.500M4 12h6',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.500 11v5M13.500 11v5',
  link: 'M10 14a4 4 0 0 0 6 .500l3-3a4 4 0 0 0-5.700-5.700L12 7m2 3a4 4 0 0 0-6-.500l-3 3a4 4 0 0 0 5.700 5.700L12 17',
  open: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
  flag: 'M6 21V4h11l-2 4 2 4H6',
  refresh: 'M20 11a8 8 0 1 0-2.300 6.500M20 5v6h-6',
  columns: 'M4 5h16v14H4zM10 5v14M15 5v14',
  bookmark: 'M7 4h10v16l-5-4-5 4z',
  pin: 'M9 4h6l-1 6 3 3v2H7v-2l3-3zM12 15v6',
  swap: 'M7 4 3 8l4 4M3 8h14M17 12l4 4-4 4m4-4H7',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      class={`icon icon-${name}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
