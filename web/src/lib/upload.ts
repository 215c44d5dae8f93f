/** Uploads of pictures with progress: `fetch` cannot tell how far it is, so this is the one place with XMLHttpRequest. */
import type { Picture } from '@/api.gen'
import { ApiError, type Problem } from './http'
import { language } from './words'

export function uploadWithProgress(file: Blob, progress: (share: number) => void, signal?: AbortSignal): Promise<Picture> {
  return new Promise((resolve, reject) => {
    const form = new FormData()
    form.set('file', file, 'picture')
    const request = new XMLHttpRequest()
    request.open('POST', '/v1/media')
    request.setRequestHeader('accept-language', language.value)
    request.responseType = 'json'
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total)
    request.onload = () => {
      if (request.status === 201) return resolve(request.response as Picture)
      const problem = (request.response ?? null) as Problem | null
      reject(new ApiError(request.status, problem?.code ?? 'internal', problem))
    }
    request.onerror = () => reject(new ApiError(0, 'offline', null))
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'))
    signal?.addEventListener('abort', () => request.abort())
    request.send(form)
  })
}
