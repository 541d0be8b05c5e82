import { Command } from 'commander'
import type { CliContext } from './cli-context.js'
import { addAuditCommand } from './commands/audit-command.js'
import { addBackupCommand } from './commands/backup-command.js'
import { addBenchCommand } from './commands/bench-command.js'
import { addBudgetCommand } from './commands/budget-command.js'
import { addBundleCommands } from './commands/bundle-commands.js'
import { addBatchCommand } from './commands/batch-command.js'
import { addDaemonCommands } from './commands/daemon-commands.js'
import { addDemoCommand } from './commands/demo-command.js'
import { addDeployCommand } from './commands/deploy-command.js'
import { addDisclosureCommand } from './commands/disclosure-command.js'
import { addDoctorCommand } from './commands/doctor-command.js'
import { addExportCommand } from './commands/export-command.js'
import { addFakeComfyuiCommand } from './commands/fake-comfyui-command.js'
import { addGenerateCommand } from './commands/generate-command.js'
import { addGcCommand } from './commands/gc-command.js'
import { addGpuCommands } from './commands/gpu-commands.js'
import { addGraphCommands } from './commands/graph-commands.js'
import { addImportCommand } from './commands/import-command.js'
import { addLibraryCommands } from './commands/library-command.js'
import { addModelCommands } from './commands/model-commands.js'
import { addReportCommand } from './commands/report-command.js'
import { addRebuildCommand } from './commands/rebuild-command.js'
import { addRegenerateCommand } from './commands/regenerate-command.js'
import { addReproduceCommand } from './commands/reproduce-command.js'
import { addRestoreCommand } from './commands/restore-command.js'
import { addPeopleCommands } from './commands/people-commands.js'
import { addProfileCommands } from './commands/profile-commands.js'
import { addProjectCommands } from './commands/project-commands.js'
import { addJobCommands } from './commands/job-commands.js'
import { addLogsCommand } from './commands/logs-command.js'
import { addReviewCommands } from './commands/review-commands.js'
import { addRunCommands } from './commands/run-commands.js'
import { addSessionCommands } from './commands/session-commands.js'
import { addSpecCommands } from './commands/spec-commands.js'
import { addSpecFileCommands } from './commands/spec-file-commands.js'
import { addStackCommands } from './commands/stack-commands.js'
import { addTraceCommand } from './commands/trace-command.js'
import { addUpgradeCommand } from './commands/upgrade-command.js'
import { addWebhookCommands } from './commands/webhook-commands.js'
import { addWishlistCommands } from './commands/wishlist-commands.js'
import { exitCodeOf, exitCodes, type ExitCode } from './exit-codes.js'
import { printFailure } from './print-failure.js'
import { readVersion } from './read-version.js'

/** All commands. Exit codes are the caller's: errors are thrown, also those of arguments. */
export function buildProgram(context: CliContext): Command {
  const program = new Command('assetloom')
    .description("Takes a game team's wishlist to reviewed, engine-ready assets.")
    .version(readVersion(context.packageRoot), '--version')
    .option('--home <dir>', 'folder with all data of a stack (ASSETLOOM_HOME; default: .assetloom)')
    .option('--url <url>', 'a running API instead (ASSETLOOM_URL, with ASSETLOOM_TOKEN)')
    .option('--json', 'data as JSON on stdout')
    .option('--no-color', 'no colours (NO_COLOR)')
    .showHelpAfterError('  Add --help to see what this command takes.')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: context.terminal.writeOut,
      writeErr: context.terminal.writeErr,
      outputError: (text, write) => write(text.replace(/^error: /, 'assetloom: ')),
    })
    .addHelpText(
      'after',
      '\nExit codes: 0 ok, 1 failed, 2 usage, 3 not found, 4 auth, 5 conflict, 6 service unavailable.',
    )
  addDemoCommand(program, context)
  addStackCommands(program, context)
  addDoctorCommand(program, context)
  addLogsCommand(program, context)
  addWishlistCommands(program, context)
  addSpecCommands(program, context)
  addSpecFileCommands(program, context)
  addGenerateCommand(program, context)
  addBatchCommand(program, context)
  addImportCommand(program, context)
  addLibraryCommands(program, context)
  addTraceCommand(program, context)
  addReproduceCommand(program, context)
  addRegenerateCommand(program, context)
  addRunCommands(program, context)
  addJobCommands(program, context)
  addPeopleCommands(program, context)
  addWebhookCommands(program, context)
  addSessionCommands(program, context)
  addAuditCommand(program, context)
  addReportCommand(program, context)
  addBudgetCommand(program, context)
  addGpuCommands(program, context)
  addReviewCommands(program, context)
  addExportCommand(program, context)
  addBundleCommands(program, context)
  addProfileCommands(program, context)
  addDeployCommand(program, context)
  addDisclosureCommand(program, context)
  addUpgradeCommand(program, context)
  addBackupCommand(program, context)
  addRestoreCommand(program, context)
  addRebuildCommand(program, context)
  addGcCommand(program, context)
  addDaemonCommands(program, context)
  addProjectCommands(program, context)
  addGraphCommands(program, context)
  addModelCommands(program, context)
  addBenchCommand(program, context)
  addFakeComfyuiCommand(program, context)
  return program
}

/** Runs one command and gives its exit code; what went wrong is on stderr. */
export async function runCli(args: readonly string[], context: CliContext): Promise<ExitCode> {
  try {
    const program = buildProgram(context)
    await program.parseAsync(args.length === 0 ? ['--help'] : [...args], { from: 'user' })
    return exitCodes.ok
  } catch (error) {
    printFailure(context, error)
    return exitCodeOf(error)
  }
}
