/**
 * The moving picture of a show in a video element: by the browser itself where it can read HLS, else by hls.js, which is
 * fetched only then. What breaks is tried again with growing patience; what this browser cannot play is said.
 */
import type Hls from 'hls.js'

export type Going = 'starting' | 'playing' | 'slow' | 'cut' | 'failed' | 'unplayable'
const KIND = 'application/vnd.apple.mpegurl'
const PATIENCE = [1, 2, 3, 5, 8, 13]
/** So long may a picture stand still before it is said. */
const STUCK_MS = 2500
/** How far behind the last picture is too far, in seconds. */
const BEHIND = 20

export function attach(video: HTMLVideoElement, source: string, live: boolean, tell: (how: Going) => void): () => void {
  let hls: Hls | null = null
  let timer = 0
  let stuck = 0
  let tries = 0
  let off = false
  let mended = false
  let native = video.canPlayType(KIND) !== ''

  const onPlaying = (): void => {
    window.clearTimeout(stuck)
    tries = 0
    mended = false
    tell('playing')
  }
  const onWaiting = (): void => {
    window.clearTimeout(stuck)
    stuck = window.setTimeout(() => tell('slow'), STUCK_MS)
  }
  const onError = (): void => {
    if (hls || off) return
    // A browser that says it can and then cannot is helped out.
    if (native && typeof MediaSource !== 'undefined') {
      native = false
      begin()
    } else later()
  }
  video.addEventListener('playing', onPlaying)
  video.addEventListener('timeupdate', onPlaying)
  video.addEventListener('waiting', onWaiting)
  video.addEventListener('error', onError)

  function later(): void {
    if (off) return
    drop()
    if (tries >= PATIENCE.length) return tell('failed')
    tell('cut')
    timer = window.setTimeout(begin, PATIENCE[tries++]! * 1000)
  }
  function drop(): void {
    window.clearTimeout(timer)
    hls?.destroy()
    hls = null
  }
  function begin(): void {
    if (off) return
    if (native) {
      video.src = source
      void play()
    } else void byProgram()
  }
  async function byProgram(): Promise<void> {
    let made: typeof Hls
    try {
      made = (await import('hls.js/light')).default
    } catch {
      return later()
    }
    if (off) return
    if (!made.isSupported()) return tell('unplayable')
    // No worker of its own: the page's policy lets none be made out of text.
    hls = new made({ enableWorker: false, liveSyncDurationCount: 3, liveMaxLatencyDurationCount: 8, maxLiveSyncPlaybackRate: 1.05, backBufferLength: 30, maxBufferLength: live ? 12 : 40 })
    hls.on(made.Events.MANIFEST_PARSED, () => void play())
    hls.on(made.Events.ERROR, (_, what) => {
      if (!what.fatal) return
      if (what.details === 'manifestIncompatibleCodecsError' || what.details === 'bufferAddCodecError') return tell('unplayable')
      if (what.type === 'mediaError' && !mended) {
        mended = true
        hls?.recoverMediaError()
      } else later()
    })
    hls.loadSource(source)
    hls.attachMedia(video)
  }
  /** Sound needs a press of somebody in most browsers: without one it plays in silence, and a button offers the sound. */
  async function play(): Promise<void> {
    try {
      await video.play()
    } catch (error) {
      if (off || !(error instanceof DOMException) || error.name !== 'NotAllowedError') return
      video.muted = true
      await video.play().catch(() => undefined)
    }
  }
  /** Whoever comes back to a show wants to see what is now. */
  const catchUp = (): void => {
    if (!live || document.hidden || video.seekable.length === 0) return
    const end = video.seekable.end(video.seekable.length - 1)
    if (Number.isFinite(end) && end - video.currentTime > BEHIND) video.currentTime = end - 4
    if (video.paused) void play()
  }
  document.addEventListener('visibilitychange', catchUp)
  const anew = (): void => {
    tries = 0
    drop()
    begin()
  }
  addEventListener('online', anew)
  tell('starting')
  begin()

  return () => {
    off = true
    drop()
    window.clearTimeout(stuck)
    removeEventListener('online', anew)
    document.removeEventListener('visibilitychange', catchUp)
    video.removeEventListener('playing', onPlaying)
    video.removeEventListener('timeupdate', onPlaying)
    video.removeEventListener('waiting', onWaiting)
    video.removeEventListener('error', onError)
    video.removeAttribute('src')
    video.load()
  }
}
