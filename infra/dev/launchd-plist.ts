import type { DaemonPlan } from './systemd-unit.js'

/** The same for macOS: an agent of the user, started at login and again after a crash. */
export function writeLaunchdPlist(
  label: string,
  { node, clone, home }: DaemonPlan,
  environment: Readonly<Record<string, string>>,
): string {
  const command = [node, `${clone}/infra/dev/assetloom.mjs`, '--home', home, 'up', '--foreground']
  const settings = Object.entries(environment).map(
    ([name, value]) => `    <key>${escapeXml(name)}</key><string>${escapeXml(value)}</string>\n`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key><string>${escapeXml(label)}</string>
  <key>ProgramArguments</key>
  <array>
${command.map((word) => `    <string>${escapeXml(word)}</string>\n`).join('')}  </array>
  <key>WorkingDirectory</key><string>${escapeXml(clone)}</string>
  <key>EnvironmentVariables</key>
  <dict>
${settings.join('')}  </dict>
  <key>RunAtLoad</key><true/>
  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
  <key>ExitTimeOut</key><integer>90</integer>
  <key>Umask</key><integer>63</integer>
</dict>
</plist>
`
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
