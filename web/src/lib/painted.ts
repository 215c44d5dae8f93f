/** After the next frame: what people see comes before what takes long. A page that nobody sees has no frames, so it waits no longer than a moment. */
const MOMENT = 400

export const painted = (): Promise<void> => new Promise((go) => {
  requestAnimationFrame(() => setTimeout(go))
  setTimeout(go, MOMENT)
})
