/**
 * The clipboard's HTML as a string that is safe to parse. Even in a detached document a style attribute is reported as a
 * violation of the page's policy, so it is renamed while it is text.
 */

/** Elements of which nothing is text. */
const wordless = 'head|style|script|title|template|svg|object|iframe|xml|select|textarea';
const dropped = /^(?:img|meta|link|base|input|source|track|embed|area|wbr|html|body|video|audio|picture|[^:]*:.*)$/;
/** Targets that the page's policy takes, too; what else is a link elsewhere stays as its words. */
const target = /^\s*(?:https?:\/\/|\/|(?:mailto|tel):(?:[^&]|&amp;)*$)/i;
const kept = ['href', 'start', 'style', 'data-pm-slice'];

export function disarmed(html: string): string {
  const fragment = /<!--\s*StartFragment\s*-->([\s\S]*?)<!--\s*EndFragment\s*-->/.exec(html)?.[1] ?? html;
  return fragment
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<[!?][^>]*>/g, '')
    .replace(new RegExp(`<(${wordless})(?=[\\s/>])[^>]*>[\\s\\S]*?</\\1\\s*>`, 'gi'), '')
    .replace(/<(\/?)([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/gi, (_, slash: string, name: string, attributes: string) =>
      dropped.test(name.toLowerCase()) ? '' : `<${slash}${name}${slash ? '' : keptAttributes(attributes)}>`,
    );
}

function keptAttributes(attributes: string): string {
  return Array.from(attributes.matchAll(/([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))/g))
    .map(([, name, ...values]) => [name!.toLowerCase(), values.find((value) => value !== undefined) ?? ''] as const)
    .filter(([name, value]) => kept.includes(name) && (name !== 'href' || target.test(value)))
    .map(([name, value]) => ` ${name === 'style' ? 'data-style' : name}="${value.replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"`)
    .join('');
}
