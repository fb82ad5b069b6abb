/** Widths at which the layout changes, in pixels. */
export const BREAKPOINTS = { phone: 760, tablet: 900, tools: 1_000, wide: 1_560 } as const;

/** Names that style sheets use as `@media (--phone)`. `tools`: the choice of a time needs the whole width of the tools. */
export const MEDIA = {
  phone: `(max-width: ${BREAKPOINTS.phone}px)`,
  tablet: `(max-width: ${BREAKPOINTS.tablet}px)`,
  tools: `(max-width: ${BREAKPOINTS.tools}px)`,
  wide: `(min-width: ${BREAKPOINTS.wide}px)`,
} as const;
