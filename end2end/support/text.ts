/** The migration page's text, word for word: the unbalanced quotation marks are in the original. */
export const introduction = [
  'Hannover verfolgt eine aufgeschlossene und integrative Migrationspolitik, die darauf abzielt, Neuankömmlinge in die städtische Gemeinschaft einzubinden und Chancengleichheit für alle zu fördern. Die Stadt hat umfassende Unterstützungsstrukturen etabliert, die Neuankömmlingen helfen, sich in der neuen Umgebung zurechtzufinden und Zugang zu wichtigen Ressourcen wie Sprachkursen, Bildung und Arbeitsmarktintegration zu erhalten.',
  'Besonderes Augenmerk legt Hannover auf die interkulturelle Öffnung der Verwaltung und öffentlicher Dienste, um sicherzustellen, dass die vielfältigen Bedürfnisse der Migrantenbevölkerung angemessen berücksichtigt werden. Durch regelmäßige Dialogformate und die Einbindung von Migrantenselbstorganisationen in Entscheidungsprozesse fördert die Stadt die aktive Teilnahme aller Bürger an der gesellschaftlichen Entwicklung. Zudem gibt es spezielle Projekte und Programme, die auf die Förderung des Zusammenhalts und den Abbau von Vorurteilen und Diskriminierung abzielen, um ein gemeinschaftliches und respektvolles Zusammenleben in Hannover zu gewährleisten.',
];

export const card = {
  name: 'Christine Jochem',
  pronouns: '(sie/ihr)',
  role: 'Sprecherin für Migrationspolitik, Fraktionsvorsitzende im Bezirksrat',
  maskedEmail: 'christine.jochem[at]hannover-rat.de',
};

/** Never to be seen before the reader asks for it. */
export const plainEmail = 'christine.jochem@hannover-rat.de';

export const entries = [
  {
    iso: '2024-10-30',
    date: '30. Oktober 2024',
    path: '/meldungen/2024-10-30-sehr-geehrte-kollegen-von',
    teaser: 'Sehr geehrte Kollegen von SPD, CDU und FDP, Die ersten öffentlichen Reaktionen auf die Haushaltsplanungen Eures Dreierbündnisses sind laut und…',
  },
  {
    iso: '2024-07-01',
    date: '1. Juli 2024',
    path: '/meldungen/2024-07-01-am-28-juni-ist',
    teaser: 'Am 28. Juni ist es auf dem Schützenfest Hannover zu einem völlig inakzeptablen transfeindlichen Vorfall gekommen.',
  },
  {
    iso: '2024-06-20',
    date: '20. Juni 2024',
    path: '/meldungen/2024-06-20-herzlichen-glueckwunsch-an-die',
    teaser: '"Herzlichen Glückwunsch an die engagierten Persönlichkeiten, die mit ihrem Einsatz für den gesellschaftlichen Zusammenhalt, die Demokratie und Menschenrechte kämpfen und…',
  },
  {
    iso: '2024-05-23',
    date: '23. Mai 2024',
    path: '/meldungen/2024-05-23-seit-2019-hat-hannover',
    teaser: 'Seit 2019 hat Hannover bereits viel für den Flüchtlingsschutz erreicht. Nun beantragen wir die nächsten Schritte',
  },
  {
    iso: '2024-05-15',
    date: '15. Mai 2024',
    path: '/meldungen/2024-05-15-wir-stehen-zusammen-und',
    teaser: 'Wir stehen zusammen und erklären unsere uneingeschränkte Solidarität anlässlich der jüngsten Angriffe und Bedrohungen auf Wahlkämpfende und politisch Aktive.',
  },
  {
    iso: '2024-03-17',
    date: '17. März 2024',
    path: '/meldungen/2024-03-17-christine-jochem-sprecherin-fuer',
    teaser: 'Christine Jochem, Sprecherin für Migrationspolitik: „Hannovers Modell der Sozialkarte kann als bundesweites Vorbild für alle Kommunen dienen"',
  },
];

export const topic = '/themen/migration';

/** Every page a reader can see, and a part of its heading. */
export const pages: [path: string, heading: string | RegExp][] = [
  ['/', 'Woran wir im Rat arbeiten'],
  [topic, 'Migration'],
  [entries[0].path, /Meldung vom 30\. Oktober 2024/],
  ['/personen/christine-jochem', card.name],
  ['/impressum', 'Impressum'],
  ['/datenschutz', 'Datenschutz'],
  ['/barrierefreiheit', 'Erklärung zur Barrierefreiheit'],
  ['/suche?q=Migration', 'Suche'],
  ['/anmelden', 'Anmelden'],
];

/** As people read it: a no-break space is a space, several are one. */
export function plain(text: string): string {
  return text.replace(/[\s\u00a0\u202f]+/g, ' ').trim();
}
