// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
import { operation } from '../lib/http'
import type { Address, AddressInput } from '../api.gen'

export const listAddresses = /*#__PURE__*/ operation<{}, Address[]>("GET", "/v1/me/addresses")
export const addAddress = /*#__PURE__*/ operation<{ body: AddressInput }, Address>("POST", "/v1/me/addresses")
export const removeAddress = /*#__PURE__*/ operation<{ address: string | number }, null>("DELETE", "/v1/me/addresses/{address}")
export const changeAddress = /*#__PURE__*/ operation<{ address: string | number; body: AddressInput }, Address>("PUT", "/v1/me/addresses/{address}")
