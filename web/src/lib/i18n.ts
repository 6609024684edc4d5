// Typed texts: t('review.approve_n', {count: 6}). A missing parameter does not compile.
// Plural texts are objects {one, other}; `count` chooses, and shows with grouped thousands.
import { en } from '../locales/en';

type Plural = { one: string; other: string };
type Catalogue = typeof en;
export type TextKey = keyof Catalogue;

type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type TextOf<E> = E extends Plural ? E['one'] | E['other'] : E;
type CountOf<E> = E extends Plural ? 'count' : never;
type Params<K extends TextKey> = Names<TextOf<Catalogue[K]>> | CountOf<Catalogue[K]>;
type Args<K extends TextKey> = [Params<K>] extends [never]
  ? []
  : [params: { [Name in Params<K>]: Name extends 'count' ? number : string | number }];

export const locale = 'en-GB';
const plural_rules = new Intl.PluralRules(locale);
const integers = new Intl.NumberFormat(locale);

function fill(text: string, params: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? integers.format(value) : value;
  });
}

export function t<K extends TextKey>(key: K, ...args: Args<K>): string {
  const entry: string | Plural = en[key];
  const params = (args[0] ?? {}) as Record<string, string | number>;
  if (typeof entry === 'string') return fill(entry, params);
  const form = plural_rules.select(Number(params['count'])) === 'one' ? entry.one : entry.other;
  return fill(form, params);
}
