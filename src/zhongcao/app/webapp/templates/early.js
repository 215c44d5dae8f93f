(() => {
  const hearts = new Map()
  const press = (event) => {
    const button = event.target.closest('button')
    if (!button) return
    if (!button.matches('.like')) return void (early.pressed = button)
    if (!document.querySelector('[data-signed-in]')) return location.assign('/login?to=/')
    const note = button.closest('.card').querySelector('[data-note]').dataset.note
    const liked = button.getAttribute('aria-pressed') !== 'true'
    button.setAttribute('aria-pressed', liked)
    button.classList.toggle('liked', liked)
    const number = button.querySelector('.num')
    if (/^\d+$/.test(number.textContent)) number.textContent = Number(number.textContent) + (liked ? 1 : -1)
    hearts.set(note, liked)
    early.told?.(note, liked)
  }
  const early = (window.early = { hearts, pressed: null, stop: () => document.removeEventListener('click', press, true) })
  document.addEventListener('click', press, true)
  const seen = () => new Promise((go) => {
    requestAnimationFrame(() => setTimeout(go))
    setTimeout(go, 400)
  })
  document.addEventListener('DOMContentLoaded', async () => {
    for (const file of document.querySelectorAll('link[rel=modulepreload]')) {
      await seen()
      await import(file.href)
    }
  })
})()
