// Opens connections that stay open, each after one request for the page, as a browser asks; tells the resident memory of the process that
// answers them: KB before, KB after, and bytes for each connection. One client address may not have all of a server's connections, so
// that they come from several of this machine's own.
//
//   node hold_connections.mts ADDRESS PATH PROCESS COUNT
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const [address, path, pid, count] = process.argv.slice(2) as [string, string, string, string];
const [host, port] = address.split(':') as [string, string];
const clients = ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5'];
const atOnce = 50;
const request = [
  `GET ${path} HTTP/1.1`,
  `Host: ${address}`,
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Accept-Language: de,en-US;q=0.7,en;q=0.3',
  'Accept-Encoding: gzip, deflate, br, zstd',
  'Connection: keep-alive',
  'Upgrade-Insecure-Requests: 1',
  'Sec-Fetch-Dest: document',
  'Sec-Fetch-Mode: navigate',
  'Sec-Fetch-Site: none',
  '\r\n',
].join('\r\n');
let open = 0;

function residentKB(): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))![1]);
}

/** A connection on which one answer has come as a whole. */
function asked(number: number): Promise<Socket> {
  return new Promise((done, failed) => {
    const socket = connect({ host, port: Number(port), localAddress: clients[number % clients.length] });
    let missing: number | undefined;
    let head = '';
    socket.once('error', failed);
    socket.once('close', () => {
      open -= 1;
      failed(new Error(`connection ${number} was closed`));
    });
    socket.once('connect', () => {
      open += 1;
      socket.write(request);
    });
    socket.on('data', (data) => {
      if (missing === undefined) {
        head += data.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!head.startsWith('HTTP/1.1 200')) return failed(new Error(head.slice(0, end)));
        missing = Number(/^content-length: (\d+)/im.exec(head)![1]) - (head.length - end - 4);
      } else {
        missing -= data.length;
      }
      if (missing <= 0) done(socket);
    });
  });
}

async function openAll(count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const some = Array.from({ length: Math.min(atOnce, count - sockets.length) }, (_, index) => asked(sockets.length + index));
    sockets.push(...(await Promise.all(some)));
  }
  return sockets;
}

// What the first ones cost, whoever comes later, is no part of a connection.
for (const socket of await openAll(atOnce)) socket.destroy();
await sleep(500);
const before = residentKB();
const sockets = await openAll(Number(count));
await sleep(1000);
const after = residentKB();
if (open !== sockets.length) throw new Error(`only ${open} of ${sockets.length} connections stayed open`);
console.log(before, after, Math.round(((after - before) * 1024) / sockets.length));
for (const socket of sockets) socket.destroy();
