/** Headers set by client software: many people send the same values. */
export const TECHNICAL_HEADER =
  /^(?:accept|cache-control|connection|content-|dnt$|host$|if-|keep-alive|origin$|pragma|priority|range|sec-|te$|traceparent|tracestate|transfer-|upgrade|user-agent|via$)/i;
