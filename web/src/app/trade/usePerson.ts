/** What a buyer keeps for buying: addresses and the real name. Held in memory only, and never longer than needed. */
import { computed } from 'vue'
import { useQuery, useQueryClient } from '@/lib/query'
import { listAddresses, listDistricts, listDivisions, readRealNameConsent, showMyAllowance, showRealName } from '@/api.gen'
import { ApiError } from '@/lib/http'

const SHORT = { staleTime: 0, gcTime: 0 } as const
const ADDRESSES = ['me', 'addresses'] as const
const REAL_NAME = ['me', 'real-name'] as const

export const useAddresses = () => useQuery({ queryKey: ADDRESSES, queryFn: () => listAddresses(), ...SHORT })
export const useDivisions = () => useQuery({ queryKey: ['divisions'], queryFn: () => listDivisions(), staleTime: Infinity })
export const useDistricts = (city: () => string) => useQuery({ queryKey: computed(() => ['districts', city()]), queryFn: () => listDistricts({ city: city() }), enabled: computed(() => Boolean(city())), staleTime: Infinity })
export const useConsent = () => useQuery({ queryKey: ['real-name-consent'], queryFn: () => readRealNameConsent(), staleTime: 3_600_000 })
export const useAllowance = () => useQuery({ queryKey: [...REAL_NAME, 'allowance'], queryFn: () => showMyAllowance(), ...SHORT })

/** The real name, masked; null when none was given. */
export const useRealName = () =>
  useQuery({
    queryKey: REAL_NAME,
    queryFn: () =>
      showRealName().catch((error: unknown) => {
        if (error instanceof ApiError && error.code === 'identity.real-name-missing') return null
        throw error
      }),
    ...SHORT,
  })

export function useForgetting() {
  const queries = useQueryClient()
  return {
    addressesChanged: () => queries.invalidateQueries({ queryKey: ADDRESSES }),
    nameChanged: () => queries.invalidateQueries({ queryKey: REAL_NAME }),
  }
}
