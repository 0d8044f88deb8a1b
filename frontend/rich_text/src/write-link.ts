/** The part of a link or image that stands between round brackets. */

export function linkTarget(href: string, title: string | null): string {
  return title ? `${destination(href)} "${escaped(title, /["\\]/g).replace(/\s+/g, ' ')}"` : destination(href);
}

function destination(href: string): string {
  const plain = /^[^\s<>()\\\p{Cc}]+$/u.test(href);
  return plain ? escaped(href, /(?!)/g) : `<${escaped(href.replace(/[\r\n]/g, '%0A'), /[<>\\]/g)}>`;
}

/** With backslashes before what has a meaning; `&` has one where a character reference would stand. */
function escaped(text: string, special: RegExp): string {
  return text.replace(special, '\\$&').replace(/&(?=#?\w+;)/g, '\\&');
}
