const oldest = [20, 19]

/** Ends the process with the mend when Node is too old. */
export function requireNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return
  process.stderr.write(
    `assetloom: Node ${oldest.join('.')} or newer is needed, this is ${version}. Install it from https://nodejs.org, or: nvm install 22\n`,
  )
  process.exit(1)
}
