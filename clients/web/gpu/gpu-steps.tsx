/** What to do where no ComfyUI is connected. */
export function GpuSteps() {
  return (
    <div class="empty">
      <h2>No ComfyUI is connected</h2>
      <p>Pictures are made by the built-in painter until one is. Name its address and start again:</p>
      <pre>{'npx assetloom down\nCOMFYUI_URLS=http://127.0.0.1:8188 npx assetloom up'}</pre>
      <p>
        Several are separated by commas; each gets an agent of its own. How to set one up stands in{' '}
        <code>docs/guides/run-on-a-dgx-spark.md</code>.
      </p>
      <p>No GPU at hand? A stand-in answers as a ComfyUI does and paints placeholders:</p>
      <pre>npx assetloom fake-comfyui --port 8188</pre>
    </div>
  )
}
