import { AssetloomError } from '../../core/errors.js'

export interface DaemonPlan {
  /** Absolute paths, all of them. */
  readonly node: string
  readonly clone: string
  readonly home: string
  readonly cacheDir: string
  readonly environmentFile: string
  /** user: of the one who installs it; system: of the machine, run as `userName`. */
  readonly scope: 'user' | 'system'
  readonly userName: string
  /** Root's PostgreSQL runs in a user namespace, which hardening must then leave open. */
  readonly isRoot: boolean
}

/**
 * The unit that runs the stack of a home and brings it back after a crash and after a reboot. A stop goes to the command
 * alone, which stops its children in order; what is left after 90 s is killed (KillMode=mixed).
 */
export function writeSystemdUnit(plan: DaemonPlan): string {
  const { node, clone, home, environmentFile, scope } = plan
  const command = [node, `${clone}/infra/dev/assetloom.mjs`, '--home', home, 'up', '--foreground']
  return `# Written by: assetloom service install. Settings are in the environment file.
[Unit]
Description=Assetloom, ${escapeText(home)}
Documentation=file://${escapeText(encodeURI(clone))}/docs/guides/run-as-a-service.md
${scope === 'system' ? 'After=network.target\n' : ''}StartLimitIntervalSec=600
StartLimitBurst=10

[Service]
Type=exec
ExecStart=${command.map(quoteArgument).join(' ')}
WorkingDirectory=${escapeText(clone)}
EnvironmentFile=-${escapeText(environmentFile)}
${scope === 'system' ? `User=${escapeText(plan.userName)}\n` : ''}Restart=on-failure
RestartSec=5
KillMode=mixed
TimeoutStartSec=900
TimeoutStopSec=90
# The supervisor starts a child that ran out of memory again; the others go on.
OOMPolicy=continue
LimitNOFILE=65536
UMask=0077
${hardening(plan).join('\n')}

[Install]
WantedBy=${scope === 'system' ? 'multi-user.target' : 'default.target'}
`
}

/** MemoryDenyWriteExecute is left out: JavaScript is compiled to machine code as it runs. */
function hardening({ scope, clone, home, cacheDir, isRoot }: DaemonPlan): string[] {
  // These need no privileges, so an ordinary user's unit can have them.
  const always = [
    'NoNewPrivileges=yes',
    'LockPersonality=yes',
    'RestrictRealtime=yes',
    'SystemCallArchitectures=native',
    'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK',
  ]
  if (scope === 'user') return always
  const writable = [home, clone, cacheDir].map(quotePath).join(' ')
  return [
    ...always,
    'RestrictSUIDSGID=yes',
    ...(isRoot ? [] : ['RestrictNamespaces=yes', 'CapabilityBoundingSet=', 'PrivateDevices=yes']),
    'ProtectSystem=strict',
    'ProtectHome=read-only',
    `ReadWritePaths=${writable}`,
    'PrivateTmp=yes',
    'ProtectClock=yes',
    'ProtectHostname=yes',
    'ProtectKernelLogs=yes',
    'ProtectKernelModules=yes',
    'ProtectKernelTunables=yes',
    'ProtectControlGroups=yes',
  ]
}

/** `KEY="value"` lines as systemd reads them: no expansion, backslash and quote escaped. */
export function writeEnvironmentFile(environment: Readonly<Record<string, string>>): string {
  const lines = Object.entries(environment).map(([name, value]) => {
    refuseControlCharacters(value)
    return `${name}="${value.replaceAll(/[\\"`$]/g, (found) => `\\${found}`)}"`
  })
  return `# Settings of the service; docs/environment.md has them all. Secrets: keep this file 0600.\n${lines.join('\n')}\n`
}

/** systemd expands % everywhere and $ in command lines. */
function quoteArgument(text: string): string {
  return quotePath(text).replaceAll('$', '$$$$')
}

function quotePath(text: string): string {
  return `"${escapeText(text).replaceAll(/[\\"]/g, (found) => `\\${found}`)}"`
}

function escapeText(text: string): string {
  refuseControlCharacters(text)
  return text.replaceAll('%', '%%')
}

function refuseControlCharacters(text: string): void {
  if (!/\p{Cc}/u.test(text)) return
  throw new AssetloomError(
    'InvalidInput',
    'A path or setting of the service has a line break or another control character.',
    'Move the home or the clone to a folder with an ordinary name.',
  )
}
