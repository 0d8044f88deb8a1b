// The score that Mozilla's HTTP Observatory gives a server behind local TLS: starts the program with a store of its own, and in front of
// it what a proxy does (HTTPS with the certificate of a test CA, and the redirect from http). Prints the score and each test of it that
// costs or brings points; ends with an error below 130.
//
//   NODE_EXTRA_CA_CERTS=CA.pem node measure.ts PROGRAM FOLDER   (FOLDER holds key.pem and cert.pem, and gets the store)
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request as send, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const [program, folder] = process.argv.slice(2) as [string, string];
const wanted = 130;
const host = 'localhost';

// Its installation would fetch the lists of preloaded hosts; ours is on none.
const conf = fileURLToPath(new URL('node_modules/@mdn/mdn-http-observatory/conf/', import.meta.url));
mkdirSync(conf, { recursive: true });
writeFileSync(join(conf, 'hsts-preload.json'), '{}');

const port = (server: Server) => new Promise<number>((done) => server.listen(0, () => done((server.address() as AddressInfo).port)));
const free = createServer();
const inner = await port(free);
await new Promise((done) => free.close(done));

function forward(request: IncomingMessage, response: ServerResponse): void {
  const { url: path, method, headers } = request;
  const asked = send({ host: '127.0.0.1', port: inner, path, method, headers }, (answer) => {
    response.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(response);
  });
  request.pipe(asked);
}
const certificate = { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'cert.pem')) };
const secure = createTlsServer(certificate, forward);
const httpsPort = await port(secure);
const plain = createServer((request, response) => response.writeHead(301, { location: `https://${host}:${httpsPort}${request.url}` }).end());
const httpPort = await port(plain);

const child = spawn(program, ['serve'], {
  env: {
    ...process.env,
    NODE_EXTRA_CA_CERTS: undefined,
    THEMENSEITE_ADDR: `127.0.0.1:${inner}`,
    THEMENSEITE_DATA: join(folder, 'data'),
    THEMENSEITE_PUBLIC_URL: `https://${host}:${httpsPort}`,
    THEMENSEITE_TRUSTED_PROXIES: '127.0.0.1',
    RUST_LOG: 'warn',
  },
  stdio: ['ignore', 'ignore', 'inherit'],
});
try {
  for (let tries = 0; !(await fetch(`http://127.0.0.1:${inner}/readyz`).catch(() => undefined))?.ok; tries += 1) {
    if (tries === 600 || child.exitCode !== null) throw new Error(`${program} does not serve`);
    await sleep(100);
  }
  // The package's own `scan` knows no ports.
  const inside = '@mdn/mdn-http-observatory/src';
  const { retrieve } = await import(`${inside}/retriever/retriever.js`);
  const { ALL_TESTS } = await import(`${inside}/constants.js`);
  const { getGradeForScore, getScoreModifier } = await import(`${inside}/grader/grader.js`);
  const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await import(`${inside}/grader/charts.js`);
  const retrieved = await retrieve(host, { httpPort, httpsPort });
  if (retrieved.responses.auto?.status !== 200 || !retrieved.responses.auto.verified) throw new Error('no page over HTTPS');
  const results = ALL_TESTS.map((test: (retrieved: unknown) => { result: string; pass: boolean }) => test(retrieved));
  let [all, minus] = [100, 100];
  for (const { result, pass } of results) {
    const points = getScoreModifier(result);
    all += points;
    minus += Math.min(points, 0);
    if (points !== 0 || !pass) console.error(`   ${points > 0 ? '+' : ''}${points} ${result}`);
  }
  const score = minus >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? all : minus;
  console.log(`R9: ${score} points, ${getGradeForScore(score).grade}; ${wanted} wanted`);
  if (score < wanted) process.exitCode = 1;
} finally {
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
  secure.close();
  plain.close();
  secure.closeAllConnections();
  plain.closeAllConnections();
}
