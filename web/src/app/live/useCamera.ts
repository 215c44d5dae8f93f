/** Camera and microphone of a host: opened when asked, shown at once, closed for sure when the page is left. */
import { onBeforeUnmount, ref, shallowRef } from 'vue'

export type Refused = '' | 'camera_refused' | 'camera_none' | 'camera_busy'
/** Whether this browser can encode what its camera sees. */
export const canGoOnAir = (): boolean => 'VideoEncoder' in window && 'MediaStreamTrackProcessor' in window && Boolean(navigator.mediaDevices)
/** A phone held upright turns it round by itself. */
const LOOK = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 25, max: 30 } }

export function useCamera() {
  const stream = shallowRef<MediaStream | null>(null)
  const cameras = shallowRef<MediaDeviceInfo[]>([])
  const microphones = shallowRef<MediaDeviceInfo[]>([])
  const refused = ref<Refused>('')
  const muted = ref(false)
  const busy = ref(false)
  const chosen = ref({ camera: '', microphone: '' })

  async function open(): Promise<boolean> {
    busy.value = true
    refused.value = ''
    close()
    const { camera, microphone } = chosen.value
    try {
      const video = { ...LOOK, ...(camera ? { deviceId: { exact: camera } } : { facingMode: 'user' }) }
      const audio = { echoCancellation: true, noiseSuppression: true, ...(microphone ? { deviceId: { exact: microphone } } : {}) }
      // Who has no microphone may still show something.
      const made = await navigator.mediaDevices.getUserMedia({ video, audio }).catch((error: unknown) => {
        if (error instanceof DOMException && error.name === 'NotFoundError') return navigator.mediaDevices.getUserMedia({ video })
        throw error
      })
      stream.value = made
      made.getAudioTracks().forEach((one) => (one.enabled = !muted.value))
      const all = await navigator.mediaDevices.enumerateDevices()
      cameras.value = all.filter((one) => one.kind === 'videoinput')
      microphones.value = all.filter((one) => one.kind === 'audioinput')
      chosen.value = { camera: made.getVideoTracks()[0]?.getSettings().deviceId ?? '', microphone: made.getAudioTracks()[0]?.getSettings().deviceId ?? '' }
      return true
    } catch (error) {
      const name = error instanceof DOMException ? error.name : ''
      refused.value = name === 'NotFoundError' || name === 'OverconstrainedError' ? 'camera_none' : name === 'NotReadableError' ? 'camera_busy' : 'camera_refused'
      return false
    } finally {
      busy.value = false
    }
  }
  function close(): void {
    stream.value?.getTracks().forEach((one) => one.stop())
    stream.value = null
  }
  function mute(now: boolean): void {
    muted.value = now
    stream.value?.getAudioTracks().forEach((one) => (one.enabled = !now))
  }
  onBeforeUnmount(close)
  return { stream, cameras, microphones, refused, muted, busy, chosen, open, close, mute }
}
