import { usePanel } from '../panel';

export interface Formats {
  number(value: number): string;
  compact(value: number): string;
  /** Of what may be much less than one. */
  rate(value: number): string;
  percent(share: number): string;
  /** @param milliseconds */
  duration(milliseconds: number | null | undefined): string;
  /** Between two moments, in the largest unit that it fills. @param milliseconds */
  span(milliseconds: number): string;
  bytes(count: number): string;
  factor(value: number): string;
}

const SPANS = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
] as const;

const cache = new Map<string, Formats>();

export function useFormats(): Formats {
  const { language } = usePanel().translator;
  let formats = cache.get(language);
  if (!formats) cache.set(language, (formats = formatsFor(language)));
  return formats;
}

export function formatsFor(language: string): Formats {
  const plain = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const significant = new Intl.NumberFormat(language, { maximumSignificantDigits: 2 });
  const compact = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const unit = (name: string, digits: number) =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits });
  const ms = unit('millisecond', 0);
  const fine = unit('millisecond', 1);
  const seconds = unit('second', 2);
  const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'].map((name, index) =>
    unit(name, index === 0 ? 0 : 1),
  );
  const short = (value: number) => (Math.abs(value) < 10_000 ? plain.format(value) : compact.format(value));
  return {
    number: (value) => plain.format(value),
    compact: short,
    rate: (value) => (Math.abs(value) < 10 ? significant.format(value) : short(value)),
    percent: (share) => percent.format(share),
    duration: (value) =>
      value === null || value === undefined
        ? '–'
        : value >= 1_000
          ? seconds.format(value / 1_000)
          : (value < 10 ? fine : ms).format(value),
    span(value) {
      const [size, name] = SPANS.find(([size]) => value >= size) ?? [];
      if (!size || !name) return value >= 1_000 ? seconds.format(value / 1_000) : ms.format(value);
      return unit(name, 1).format(value / size);
    },
    bytes(count) {
      const index = Math.min(sizes.length - 1, count < 1_000 ? 0 : Math.floor(Math.log10(count) / 3));
      return sizes[index]!.format(count / 1_000 ** index);
    },
    factor: (value) => plain.format(value),
  };
}
