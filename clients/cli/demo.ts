/** `npm run demo -- ...`: the command `demo` as a program of its own. */
import { runProcess } from './run-process.js'

await runProcess(['demo', ...process.argv.slice(2)])
