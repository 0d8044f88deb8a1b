import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = resolve(__dirname, '../..');
const program = resolve(process.env.THEMENSEITE_BIN || join(root, 'target/release/themenseite'));
/** An address of a PostgreSQL in which databases may be made; without it each server keeps its own. */
const postgres = process.env.TEST_DATABASE_URL;

export interface Account {
  name: string;
  email: string;
  password: string;
  role?: 'editor' | 'admin';
}

export const anna: Account = { name: 'Anna Albrecht', email: 'anna@example.org', password: 'vier alte Eichen am Maschsee' };
export const berta: Account = { name: 'Berta Brandt', email: 'berta@example.org', password: 'drei rote Dächer in Linden' };

/** A running program with a store of its own, which nobody else sees and which ends with it. */
export class Server {
  readonly url: string;
  private child?: ChildProcess;
  private output = '';

  private constructor(
    private readonly folder: string,
    private readonly address: string,
    private readonly database?: string,
    /** Where it is known by a name, as passkeys want it. */
    private readonly publicUrl?: string,
  ) {
    this.url = publicUrl ?? `http://${address}`;
  }

  /** A server that was never used before, with the demonstration content; with a name instead of a number, if one is given. */
  static async create(accounts: Account[] = [anna, berta], name?: string): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), 'themenseite-e2e-'));
    chmodSync(folder, 0o711); // as root, PostgreSQL runs as another user, who must pass
    let database: string | undefined;
    if (postgres) {
      const databaseName = `e2e_${randomBytes(6).toString('hex')}`;
      await run('psql', [postgres, '-qc', `create database ${databaseName}`]);
      const url = new URL(postgres);
      url.pathname = `/${databaseName}`;
      database = url.href;
    }
    const port = await freePort();
    const server = new Server(folder, `127.0.0.1:${port}`, database, name && `http://${name}:${port}`);
    await server.start();
    for (const account of accounts) await server.addAccount(account);
    return server;
  }

  private get env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      DATABASE_URL: this.database,
      THEMENSEITE_ADDR: this.address,
      THEMENSEITE_DATA: this.data,
      THEMENSEITE_SITE: process.env.THEMENSEITE_SITE ?? join(root, 'target/site'),
      THEMENSEITE_PUBLIC_URL: this.publicUrl,
      RUST_LOG: process.env.RUST_LOG ?? 'warn',
    };
  }

  private get data(): string {
    return join(this.folder, 'data');
  }

  /** Starts it, on the same data after an end of whatever kind. */
  async start(): Promise<void> {
    this.output = '';
    const child = spawn(program, ['serve'], { env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    child.stdout.on('data', (data) => (this.output += data));
    child.stderr.on('data', (data) => (this.output += data));
    const stopWithUs = () => child.kill('SIGTERM');
    process.once('exit', stopWithUs);
    child.once('exit', () => process.off('exit', stopWithUs));
    const end = Date.now() + 60_000;
    while (Date.now() < end) {
      if (child.exitCode !== null || child.signalCode !== null) break;
      const ready = await fetch(`http://${this.address}/readyz`).catch(() => undefined);
      if (ready?.ok) return;
      await sleep(50);
    }
    child.kill('SIGKILL');
    throw new Error(`${program} does not serve ${this.url}:\n${this.output}`);
  }

  /** What it printed since its start. */
  get printed(): string {
    return this.output;
  }

  /** Stops as an operator would; answers the exit code. */
  async stop(): Promise<number | null> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<void>((done) => child.once('exit', () => done()));
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 30_000);
    await ended;
    clearTimeout(late);
    return child.exitCode;
  }

  /** `kill -9` of the program and of its PostgreSQL, in the middle of whatever they do. */
  async killEverything(): Promise<void> {
    const child = this.child;
    const ended = new Promise((done) => child?.once('exit', done));
    const victims = this.postgresProcesses();
    child?.kill('SIGKILL');
    for (const pid of victims) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It went with its parent.
      }
    }
    await ended;
    while (victims.some(isAlive)) await sleep(20);
  }

  private postgresProcesses(): number[] {
    if (this.database) return [];
    const postmaster = Number(readFileSync(join(this.data, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
    const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === postmaster);
    return [postmaster, ...children.map(Number)];
  }

  /** Stops it and removes all it kept. */
  async destroy(): Promise<void> {
    const code = await this.stop();
    const output = this.output;
    if (this.database && postgres) {
      await run('psql', [postgres, '-qc', `drop database if exists ${new URL(this.database).pathname.slice(1)} with (force)`]);
    }
    rmSync(this.folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the server ended with ${code}:\n${output}`);
    if (/panicked at|a panic: /.test(output)) throw new Error(`the server panicked:\n${output}`);
  }

  /** A command of the same program on the same store, as on the command line. */
  async command(args: string[], input = ''): Promise<string> {
    return run(program, args, { env: this.env, input });
  }

  async addAccount({ name, email, password, role = 'editor' }: Account): Promise<void> {
    await this.command(['user', 'add', '--email', email, '--name', name, '--role', role, '--password-stdin'], `${password}\n`);
  }

  /** Sets a password; all sessions of the account end. */
  async setPassword({ email, password }: Account): Promise<void> {
    await this.command(['user', 'password', '--email', email, '--password-stdin'], `${password}\n`);
  }
}

function run(file: string, args: string[], options: { env?: NodeJS.ProcessEnv; input?: string } = {}): Promise<string> {
  return new Promise((done, failed) => {
    const child = execFile(file, args, { env: options.env }, (error, stdout, stderr) => {
      if (error) failed(new Error(`${file} ${args.join(' ')}: ${error.message}\n${stderr}`));
      else done(stdout);
    });
    child.stdin?.end(options.input ?? '');
  });
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer().once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? done(address.port) : failed(new Error('no port'))));
    });
  });
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined; // gone meanwhile
  }
}

function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}
