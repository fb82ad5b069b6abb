import type { en } from './messages/en';

export type MessageKey = keyof typeof en;

/** A text, or one for each plural category; `other` is what the rest fall back to. */
export type Message = string | ({ readonly other: string } & Partial<Record<Intl.LDMLPluralRule, string>>);
export type Messages = Readonly<Record<MessageKey, Message>>;
/** A part of the messages, in another language. */
export type MessagesOf<T> = Readonly<Record<keyof T, Message>>;
export type Values = Readonly<Record<string, string | number>>;

export const LANGUAGES = {
  en: { name: 'English', direction: 'ltr', load: async () => (await import('./messages/en')).en as Messages },
  de: { name: 'Deutsch', direction: 'ltr', load: async () => (await import('./messages/de')).de },
  ar: { name: 'العربية', direction: 'rtl', load: async () => (await import('./messages/ar')).ar },
} as const;

export type Language = keyof typeof LANGUAGES;
export const isLanguage = (text: unknown): text is Language =>
  typeof text === 'string' && Object.hasOwn(LANGUAGES, text);

/** Writes a message; `count` chooses its form, numbers are written as the language does. */
export class Translator<Key extends string = MessageKey> {
  private readonly plurals: Intl.PluralRules;
  readonly number: Intl.NumberFormat;

  constructor(
    readonly language: Language,
    private readonly messages: Readonly<Record<Key, Message>>,
  ) {
    this.plurals = new Intl.PluralRules(language);
    this.number = new Intl.NumberFormat(language);
  }

  write(key: Key, values: Values = {}): string {
    const message: Message = this.messages[key];
    const template =
      typeof message === 'string' ? message : (message[this.plurals.select(Number(values['count']))] ?? message.other);
    return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      return typeof value === 'number' ? this.number.format(value) : this.isolated(value);
    });
  }

  /** What comes from elsewhere may be written the other way, and must not pull the signs around it along. */
  private isolated(text: string): string {
    return LANGUAGES[this.language].direction === 'rtl' ? `\u2068${text}\u2069` : text;
  }
}

/** The first of the reader's languages that there is. */
export function preferredLanguage(stored: string | null, wanted: readonly string[]): Language {
  if (isLanguage(stored)) return stored;
  return wanted.map((tag) => tag.split('-')[0]).find(isLanguage) ?? 'en';
}
