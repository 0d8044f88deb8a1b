/** The library is a module that awaits while it loads, so it can only be imported late. */
const library = import('libxml2-wasm');

type Library = Awaited<typeof library>;
export type Xml = InstanceType<Library['XmlDocument']>;
type Schema = { validate(document: Xml): void; dispose(): void };

/** A schema, by its language and its text. */
export type SchemaSource = { language: 'RELAX NG' | 'XML Schema'; text: string };

/** Where a text is not well-formed, not as a schema has it, or not as `check` has it. */
export async function problemsOfXml(text: string, source: SchemaSource, check: (document: Xml) => string[]): Promise<string[]> {
  const { XmlDocument, RelaxNGValidator, XsdValidator } = await library;
  const schemaText = XmlDocument.fromString(source.text);
  const validator = source.language === 'RELAX NG' ? RelaxNGValidator : XsdValidator;
  const schema: Schema = validator.fromDoc(schemaText);
  let document: Xml | undefined;
  try {
    document = XmlDocument.fromString(text);
    return [...told(() => schema.validate(document!)), ...check(document)];
  } catch (error) {
    return [`not well-formed: ${(error as Error).message}`];
  } finally {
    document?.dispose();
    schema.dispose();
    schemaText.dispose();
  }
}

function told(validate: () => void): string[] {
  try {
    validate();
    return [];
  } catch (error) {
    const { details = [], message } = error as Error & { details?: { line: number; message: string }[] };
    return details.length ? details.map(({ line, message }) => `line ${line}: ${message.trim()}`) : [message];
  }
}
