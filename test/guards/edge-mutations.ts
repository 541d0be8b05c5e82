import { failing, type Mutation } from './mutation.js'

const auth = 'test/api/auth.test.ts'
const files = 'test/api/files.test.ts'
const download = 'test/clients/download-bundle.test.ts'

/** Faults where the outside comes in or goes out: the API and its client. */
export const edgeMutations: readonly Mutation[] = [
  {
    name: 'any bearer token opens the API',
    file: 'api/auth.ts',
    find: 'bearer !== null && equalSecrets(bearer, token)',
    replace: 'bearer !== null',
    ...failing(auth, 'opens the interface, and nothing else does'),
  },
  {
    name: 'a session is not checked against its signature',
    file: 'api/login-codes.ts',
    find: 'if (more.length > 0 || !equalSecrets(signature, signatureOf(`${expires}.${text}`))) return null',
    replace: 'if (more.length > 0) return null',
    ...failing(auth, 'cannot forge or stretch its session'),
  },
  {
    name: 'a sign-in link works twice',
    file: 'api/login-codes.ts',
    find: '      const expiresAtMs = codes.get(code)\n      codes.delete(code)\n',
    replace: '      const expiresAtMs = codes.get(code)\n',
    ...failing(auth, 'gets a strict, HttpOnly cookie by a link that works once'),
  },
  {
    name: 'the host name of a request is not checked',
    file: 'api/request-origin.ts',
    find: 'if (loopbackNames.includes(nameOf(request.headers)) || isPublic(request.headers)) return next()',
    replace: "if (nameOf(request.headers) !== '') return next()",
    ...failing(auth, 'of another site is refused'),
  },
  {
    name: 'another site may change things by a session',
    file: 'api/request-guards.ts',
    find: "principal.kind === 'session' && isChange && !isSameOrigin(request, auth.origins)",
    replace: "principal.kind === 'session' && isChange && request.url === ''",
    ...failing(auth, 'may change something from the page only'),
  },
  {
    name: 'an image of another project is given away',
    file: 'api/routes/images.ts',
    find: 'if (!(await catalogue.library.ownsImage(projectId, sha256))) throw',
    replace: "if (projectId === '') throw",
    ...failing(files, 'of another project is not there'),
  },
  {
    name: 'a request with a used idempotency key runs again',
    file: 'api/idempotency.ts',
    find: "if (claim.state !== 'claimed') return",
    replace: "if (claim.state === 'mismatch') return",
    ...failing('test/api/idempotency.test.ts', 'signals, reopens and freezes once'),
  },
  {
    name: 'a download is written without checking its hash',
    file: 'clients/http/download-bundle.ts',
    find: '  if (actual !== file.sha256) {',
    replace: '  if (actual.length !== file.sha256.length) {',
    ...failing(download, 'refuses bytes that do not give their hash'),
  },
  {
    name: 'a bundle may name files outside its folder',
    file: 'clients/http/download-bundle.ts',
    find: '  for (const file of bundle.files) assertInside(target, file.path)\n',
    replace: '',
    ...failing(download, 'refuses a bundle whose paths leave its folder'),
  },
  {
    name: 'an archive has another time than the first of its format',
    file: 'api/zip-archive.ts',
    find: 'const firstDay = ((1 << 5) | 1) << 16',
    replace: 'const firstDay = ((1 << 5) | 2) << 16',
    ...failing('test/api/bundle-archive.test.ts', 'has every file by its path'),
  },
  {
    name: 'an archive of more than 4 GB is longer than it is told to be',
    file: 'api/zip-archive.ts',
    find: '(place > lastPlace ? wideBytes.place : 0)',
    replace: '0',
    ...failing('test/api/bundle-archive.test.ts', 'of more than 4 GB has the length'),
  },
  {
    name: 'an archive tells size and checksum of a file behind its bytes',
    file: 'api/zip-archive.ts',
    find: 'dataDescriptor: false',
    replace: 'dataDescriptor: true',
    ...failing('test/api/bundle-archive.test.ts', 'tells size and checksum before the bytes'),
  },
  {
    name: 'an ended run keeps its old figures after an undo',
    file: 'api/remember-answers.ts',
    find: 'if (known?.question === question && now()',
    replace: 'if (known !== undefined && now()',
    ...failing('test/api/remember-ended-runs.test.ts', 'after an event of its project'),
  },
  {
    name: 'bytes behind the end of a picture are taken along',
    file: 'adapters/import/examine-upload.ts',
    find: 'if (behind > 0)',
    replace: 'if (behind > bytes.length)',
    ...failing('test/api/hostile-uploads.test.ts', 'a PNG with a page behind it'),
  },
  {
    name: 'a delivery that was tried meanwhile keeps the count of its lost workflows',
    file: 'adapters/temporal/ensure-deliveries.ts',
    find: 'for (const id of starts.keys()) if (id.startsWith(',
    replace: 'for (const id of starts.keys()) if (!id.startsWith(',
    ...failing('test/adapters/temporal/ensure-deliveries.test.ts', 'counts anew once it was tried'),
  },
]
