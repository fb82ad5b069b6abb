const shop: unknown = await import(new URL('../payloads/shop.mjs', import.meta.url).href);

export const { ORDER, ITEMS } = shop as { ORDER: { lines: object[] }; ITEMS: object[] };
