/** What a device kept of a member is gone when they leave, so that the next one finds nothing of it. */
export async function forgetOnDevice(): Promise<void> {
  localStorage.removeItem('searched')
  if ('caches' in window) await caches.delete('answers')
}
