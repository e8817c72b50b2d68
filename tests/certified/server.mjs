// The certified OpenID provider of the tests: oidc-provider on loopback, with people who sign in by a form.
//
//   node server.mjs FOLDER     FOLDER: where oidc-provider is installed
//
// stdin: one line of JSON with what is wanted, then one command a line, each answered by a line: `lose` (the next token
// request is carried out, its answer never sent), `rotate` (new signing keys), `end CLIENT` (every grant of that client),
// `busy STATUS SECONDS` (so is answered at the token endpoint and below it, with Retry-After) until `well`, `given` (what
// opaque tokens it gave, as JSON), `asked` (the requests there, as JSON). It ends when stdin does, so that nothing outlives
// the tests. stdout: first the port, then the answers.

import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const resolve = createRequire(join(process.argv[2], 'here')).resolve;
console.info = console.warn = console.error; // stdout is for answers
const { default: Provider } = await import(pathToFileURL(resolve('oidc-provider')));

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const first = await lines.next();
if (first.done) process.exit(1);
const wanted = JSON.parse(first.value);

const SCOPE = 'openid email profile offline_access';
let answersToLose = 0;
let busy;
const given = [];
const asked = [];
let current;
let handle;
const server = createServer((request, response) => handle(request, response));
server.listen(0, '127.0.0.1', () => {
  handle = provider();
  console.log(server.address().port);
});

for await (const line of lines) {
  const [command, ...words] = line.split(' ');
  if (command === 'lose') answersToLose += 1;
  if (command === 'rotate') handle = provider(); // what is stored is shared by all providers of this process
  if (command === 'end') await endGrants(words.join(' '));
  if (command === 'busy') busy = { status: Number(words[0]), seconds: words[1] };
  if (command === 'well') busy = undefined;
  console.log(command === 'given' ? JSON.stringify(given.map(told)) : command === 'asked' ? JSON.stringify(asked) : line);
}
process.exit(0);

function provider() {
  const made = new Provider(`http://127.0.0.1:${server.address().port}`, configuration());
  made.use((context, next) => interact(made, context, next));
  made.use(noteRequests);
  made.use(beBusy);
  made.use(loseAnswers);
  for (const kind of ['refresh_token', 'access_token']) made.on(`${kind}.saved`, (token) => given.push({ kind, token }));
  current = made;
  return made.callback();
}

function told({ kind, token }) {
  return { kind, client: token.clientId, value: token.jti };
}

// As an administrator ends them.
async function endGrants(client) {
  for (const { token } of given.filter(({ token }) => token.clientId === client)) {
    await Promise.all([current.RefreshToken, current.AccessToken].map((model) => model.revokeByGrantId(token.grantId)));
    await (await current.Grant.find(token.grantId))?.destroy();
  }
}

function configuration() {
  return {
    clients: wanted.clients,
    jwks: { keys: [signingKey('rsa', { modulusLength: 2048 }, 'RS256'), signingKey('ec', { namedCurve: 'P-256' }, 'ES256')] },
    cookies: { keys: [randomUUID()] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    findAccount: (context, sub) => ({
      accountId: sub,
      claims: () => ({ sub, email: `${sub}@example.com`, email_verified: true, name: `${sub[0].toUpperCase()}${sub.slice(1)} Example` }),
    }),
    interactions: { url: (context, interaction) => `/interaction/${interaction.uid}` },
    loadExistingGrant,
    pkce: { methods: ['S256'], required: () => true },
    rotateRefreshToken: true,
    ttl: { Session: 3600, Interaction: 600, Grant: 3600, ...wanted.ttl },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true, userCodeConfirmSource: confirmPage, successSource: successPage },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        getResourceServerInfo: (context, resource) => ({
          audience: resource,
          scope: 'read',
          accessTokenFormat: 'jwt',
          accessTokenTTL: wanted.ttl.ClientCredentials,
        }),
      },
      introspection: { enabled: true },
      revocation: { enabled: true },
      userinfo: { enabled: true },
    },
  };
}

function signingKey(kind, options, alg) {
  const { privateKey } = generateKeyPairSync(kind, options);
  return { ...privateKey.export({ format: 'jwk' }), alg, kid: randomUUID(), use: 'sig' };
}

// Everybody consents to everything.
async function loadExistingGrant(context) {
  const { client, provider: { Grant }, session } = context.oidc;
  const id = session.grantIdFor(client.clientId);
  const held = id && (await Grant.find(id));
  if (held) return held;
  const grant = new Grant({ accountId: session.accountId, clientId: client.clientId });
  grant.addOIDCScope(SCOPE);
  await grant.save();
  return grant;
}

// The page where a person signs in, and what the form sends: a name, or `cancel`.
async function interact(made, context, next) {
  if (context.path.startsWith('/interaction/')) {
    page(context, `<form method="post" action="/login"><input type="hidden" name="uid" value="${context.path.slice(13)}">
      <input name="person"></form>`);
    return;
  }
  if (context.path !== '/login') {
    await next();
    return;
  }
  const form = new URLSearchParams(await body(context.req));
  const interaction = await made.Interaction.find(form.get('uid'));
  const person = form.get('person');
  interaction.result =
    person === 'cancel' ? { error: 'access_denied', error_description: 'not today' } : { login: { accountId: person }, consent: {} };
  await interaction.save(60);
  context.status = 303;
  context.set('Location', interaction.returnTo);
}

async function body(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

async function noteRequests(context, next) {
  await next();
  if (context.path.startsWith('/token')) {
    asked.push({ path: context.path, client: context.oidc?.client?.clientId ?? '', status: context.status });
  }
}

async function beBusy(context, next) {
  if (!busy || !context.path.startsWith('/token')) {
    await next();
    return;
  }
  context.status = busy.status;
  context.set('Retry-After', busy.seconds);
  context.body = '';
}

async function loseAnswers(context, next) {
  await next();
  if (context.path === '/token' && answersToLose > 0) {
    answersToLose -= 1;
    context.respond = false;
    context.req.socket.destroy();
  }
}

function confirmPage(context, form) {
  page(context, form);
}

function successPage(context) {
  page(context, 'Signed in.');
}

function page(context, content) {
  context.type = 'html';
  context.body = `<!DOCTYPE html><title>oidc-provider</title>${content}`;
}
