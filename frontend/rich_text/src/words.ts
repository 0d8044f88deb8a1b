/** The words of the interface; the page gives them. */

export interface Words {
  /** Names the toolbar. */
  toolbar: string;
  bold: string;
  italic: string;
  heading: string;
  subheading: string;
  bulletList: string;
  numberedList: string;
  quote: string;
  link: string;
  /** Names the text box for a link's target. */
  linkTarget: string;
  linkApply: string;
  linkRemove: string;
  /** What to do about a target to which no link may lead. */
  linkInvalid: string;
}
