// Made by tools/typegen.py out of the API; change the API and run `./zhongcao docs`.
export * from './api/accounts.gen'
export * from './api/brands.gen'
export * from './api/cart.gen'
export * from './api/categories.gen'
export * from './api/comments.gen'
export * from './api/console.gen'
export * from './api/consumer_notices.gen'
export * from './api/divisions.gen'
export * from './api/events.gen'
export * from './api/feeds.gen'
export * from './api/flags.gen'
export * from './api/live_ingest.gen'
export * from './api/me.gen'
export * from './api/me_addresses.gen'
export * from './api/me_albums.gen'
export * from './api/me_allowance.gen'
export * from './api/me_avatar.gen'
export * from './api/me_blocks.gen'
export * from './api/me_closing.gen'
export * from './api/me_collects.gen'
export * from './api/me_data.gen'
export * from './api/me_follows.gen'
export * from './api/me_likes.gen'
export * from './api/me_notes.gen'
export * from './api/me_password.gen'
export * from './api/me_portrait.gen'
export * from './api/me_purchases_to_share.gen'
export * from './api/me_real_name.gen'
export * from './api/me_restock_wishes.gen'
export * from './api/me_sessions.gen'
export * from './api/me_shows.gen'
export * from './api/media.gen'
export * from './api/members.gen'
export * from './api/new_week.gen'
export * from './api/notes.gen'
export * from './api/notices.gen'
export * from './api/orders.gen'
export * from './api/password_codes.gen'
export * from './api/password_resets.gen'
export * from './api/payments.gen'
export * from './api/products.gen'
export * from './api/quotes.gen'
export * from './api/real_name_consent.gen'
export * from './api/reports.gen'
export * from './api/sales.gen'
export * from './api/search.gen'
export * from './api/sessions.gen'
export * from './api/shows.gen'
export * from './api/skus.gen'
export * from './api/topics.gen'
export * from './api/traces.gen'

export type AcceptanceInput = { quantity?: (number | null); supplier_id?: (string | null); unit_cost?: (AskedMoney | null); warehouse_id?: (string | null) }
export type Account = "psp_receivable" | "customer_deposits" | "refunds_payable" | "goods_revenue" | "freight_revenue" | "discounts" | "refunds" | "tax_payable" | "inventory" | "cost_of_goods" | "suppliers_payable" | "stock_loss"
export type Acknowledgement = { dxp_id: string; seqs: string[] }
export type Address = { city: string; district: string; division_code: string; id: string; is_default: boolean; phone: string; province: string; recipient: string; street: string }
export type AddressInput = { district?: string; division_code: string; is_default?: boolean; phone: string; recipient: string; street: string }
export type Adjustment = { asked_at: string; asked_by: string; can_decide: boolean; change: number; decided_at: (string | null); decided_by: (string | null); id: string; lot_id: string; reason: string; sku_id: string; state: AdjustmentState }
export type AdjustmentDecision = { approve: boolean }
export type AdjustmentInput = { change: number; reason: string }
export type AdjustmentState = "waiting" | "applied" | "declined"
export type Album = { id: (string | null); name: (string | null); notes: number }
export type AlbumInput = { name: string }
export type Allowance = { left: Money; limit: Money; used: Money; year: number }
export type Around = { missed: NoteCard[]; news: News[]; people: Introduction[] }
export type AskedMoney = { amount: number; currency?: Currency }
export type AuditEntry = { action: string; after: unknown; at: string; before: unknown; by: string; id: string; number: (number | null); roles: string[]; subject: string }
export type AuditProof = { broken_at: (number | null); head: string; holds: boolean; links: number; waiting: number }
export type Authorisation = { brand_id: string; category_ids: string[]; channels: string[]; confirmed_at: (string | null); confirmed_through: (string | null); days_left: (number | null); document_hash: string; ends_on: (string | null); faults: string[]; grantee: string; grantor: string; id: string; level: number; parent_id: (string | null); revoked_on: (string | null); sku_ids: string[]; starts_on: string; sublicensable: boolean; territories: string[]; trademark_id: string; verified_at: (string | null) }
export type AuthorisationInput = { category_ids?: string[]; channels?: string[]; document_hash: string; ends_on?: (string | null); grantee: string; grantor: string; parent_id?: (string | null); sku_ids?: string[]; starts_on: string; sublicensable?: boolean; territories?: string[]; trademark_id: string }
export type Avatar = { picture: string }
export type Aversion = { at: string; en: string; kind: "author" | "brand" | "category" | "product" | "topic" | "need" | "note" | "style" | "price"; reason: "muted" | "content" | "author" | "seen" | "ad" | "kind" | "brand" | "owned"; subject: string; zh: string }
export type Balance = { account: Account; amount: Money; detail: string }
export type Bounds = { difference: number; high: number; lift?: (number | null); lift_high?: (number | null); lift_low?: (number | null); low: number; p: number }
export type Box = "likes" | "follows" | "comments" | "notes" | "orders"
export type BrandCard = { authorised: boolean; country: string; id: string; name_en: string; name_zh: string }
export type BrandInput = { country: string; name_en: string; name_zh: string }
export type BrandPage = { authenticity: ChainLink[]; brand: BrandCard }
export type CancellationInput = { reason?: string }
export type CarrierView = { code: string; name_en: string; name_zh: string }
export type Cart = { goods: Money; lines: CartLine[]; parcels: CartParcel[]; pieces: number }
export type CartLine = { available: number; low: boolean; most: number; picture: (Picture | null); price: (Money | null); product: (string | null); quantity: number; selected: boolean; sku: string; title: string; title_en: string; value: (Money | null); variant: (string | null); variant_en: string; warnings: string[]; was: (Money | null) }
export type CartLineInput = { quantity: number; source?: (string | null) }
export type CartParcel = { filled: number; goods: Money; limit: Money; over: boolean; parts: CartPart[]; pieces: number; rule: Said; skus: string[]; warehouse: Origin }
export type CartPart = { goods: Money; lines: WantedLine[] }
export type Case = { author: (string | null); can_decide: boolean; decided_at: (string | null); decided_by: (string | null); excerpt: string; id: string; opened_at: string; reasons: string[]; reports: ReportView[]; state: "open" | "kept" | "removed"; subject: string }
export type CaseState = "open" | "kept" | "removed"
export type Category = { code: string; id: string; name_en: string; name_zh: string; parent_id: (string | null) }
export type ChainLink = { confirmed: boolean; ends_on: (string | null); grantee: string; grantor: string; level: number; starts_on: string }
export type Change = { became: unknown; field: string; was: unknown }
export type Chip = { en: string; kind: string; narrows: boolean; value: string; zh: string }
export type City = { code: string; name: string; name_en: string }
export type ClosingInput = { password: string }
export type CodeOnItsWay = { holds_seconds: number; sandbox_url?: (string | null) }
export type CodeWanted = { login: string }
export type CollectInput = { album?: (string | null) }
export type Comment = { author: MemberCard; by_author: boolean; created_at: string; deleted: boolean; id: string; may_delete: boolean; note_id: string; parent_id: (string | null); text: string }
export type CommentInput = { parent?: (string | null); text: string }
export type Comparison = { bounds?: (Bounds | null); breached?: boolean; control: number; members: number; metric: Metric; value: number; variant: string }
export type Concern = "acne" | "brighten" | "spots" | "ageing" | "pores" | "blackheads" | "darkcircles" | "redness"
export type ConfirmationInput = { through: string }
export type ConsentText = { en: string[]; version: string; zh: string[] }
export type ConsoleProduct = { brand_id: string; can_become: ListingState[]; category_id: string; created_at: string; id: string; picture_ids: string[]; price: (Money | null); sold_count: number; state: ListingState; title: string; title_en: string }
export type ConsoleSku = { barcode: (string | null); id: string; product_id: string; shelf_life_days: (number | null); state: ListingState; variant: string; variant_en: string; weight_grams: number }
export type Contact = { address: string; consignee: string; division_code: string; phone: string }
export type Counts = { comments?: number; follows?: number; likes?: number; notes?: number; orders?: number; total?: number }
export type Currency = "CNY" | "USD" | "EUR" | "JPY" | "KRW" | "GBP" | "AUD" | "NZD" | "CAD" | "CHF" | "HKD" | "SGD" | "THB"
export type CustomsMode = "1210" | "postal"
export type DecisionInput = { decision: "keep" | "remove"; reason: string }
export type DeclarationDetail = { declaration: DeclarationItem; invt_no: (string | null); lines: DeclarationDetailLine[]; receipts: DeclarationStep[]; tax_notice: (Money | null) }
export type DeclarationDetailLine = { hs_code: string; line_no: number; name: string; origin_country: string; price: Money; quantity: number; sku_id: string; total: Money }
export type DeclarationItem = { attempt: number; can_retry: boolean; cop_no: string; created_at: string; due_at: (string | null); id: string; member_id: string; mode: string; order_id: string; order_no: string; paid: Money; reason: (string | null); state: DeclarationState; status_code: (number | null); tax_total: Money; warehouse_code: string }
export type DeclarationState = "prepared" | "submitted" | "accepted" | "held" | "rejected" | "cleared" | "closed" | "returned" | "cancelled"
export type DeclarationStep = { at: string; code: number; document: string; text_en: string; text_zh: string }
export type DeclineInput = { reason: string }
export type Demand = { expected_units: number; in_stock: number; score: number; signals: Record<string, number>; subject: string; title: string }
export type DemandAnswer = { arrived: (number | null); ordered: (number | null); proposal: Proposal; purchase_number: (string | null); purchase_state: (PurchaseState | null) }
export type DemandDay = { day: string; score: number; signals: Record<string, number> }
export type DemandHistory = { answers: DemandAnswer[]; days: DemandDay[]; subject: string }
export type Direction = "left" | "right"
export type DiscoverPage = { goods?: GoodsBetween[]; items: FeedItem[]; live?: LiveBetween[]; next_cursor?: (string | null) }
export type Dismissal = "content" | "author" | "seen" | "ad"
export type DismissalInput = { reason?: Dismissal }
export type District = { code: string; name: string }
export type Earlier = { body: string; location: (string | null); replaced_at: string; title: string; version: number }
export type EnvelopeTaken = { cop_msg_id: string }
export type EventBatch = { events: InsightSchemasEvent[]; id?: (string | null) }
export type EventKind = "impression" | "click" | "dwell" | "product_view" | "add_to_cart" | "search" | "share" | "hide"
export type EventsTaken = { accepted: number; duplicates: number; refused: RefusedEvent[] }
export type ExceptionView = { event_id: string; id: string; outcome: string; payment_id: (string | null); provider: string; received_at: string }
export type ExperimentArm = { exposed: number; key: string; measured: number; ranking: (Ranking | null); weight: number }
export type ExperimentCard = { arms: ExperimentArm[]; by_itself: boolean; can_discard: boolean; can_ramp: boolean; can_resume: boolean; can_start: boolean; can_stop: boolean; changed_by: string; created_at: string; exposed: number; hypothesis: string; hypothesis_en: string; id: string; key: string; kind: ExperimentKind; layer: ExperimentLayer; metric: Metric; name_en: string; name_zh: string; planned_members: number; share: number; started_at: (string | null); state: ExperimentState; stopped_at: (string | null); verdict: (Verdict | null); why: string; window_hours: number }
export type ExperimentDetail = { alpha: number; card: ExperimentCard; guard_margin: number; members_min: number; over_time: ExperimentPoint[]; reading: (ExperimentReading | null) }
export type ExperimentInput = { hypothesis: string; hypothesis_en?: string; key: string; kind: ExperimentKind; layer: ExperimentLayer; metric?: Metric; name_en: string; name_zh: string; planned_members?: number; share?: number; variants: ExperimentVariant[]; window_hours?: number }
export type ExperimentKind = "flag" | "test" | "interleaving"
export type ExperimentLayer = "discover" | "goods" | "search" | "app"
export type ExperimentPoint = { at: string; bounds: (Bounds | null)[]; members: number }
export type ExperimentReading = { at: string; exposed: number[]; guards: Comparison[]; measured: number[]; others: Comparison[]; primary: Comparison[]; split_p: number; verdict: Verdict }
export type ExperimentState = "draft" | "running" | "stopped"
export type ExperimentVariant = { key: string; ranking?: (Ranking | null); weight?: number }
export type ExplainedInput = { product: string }
export type Exposure = { ends_at: string; gini: number; new_author_share: number; notes_served: number; notes_there: number; places: number; small_author_share: number; starts_at: string; tail_share: number; waiting_notes: number }
export type FacetValue = { count: number; en: string; value: string; zh: string }
export type Facets = { brands?: FacetValue[]; categories?: FacetValue[]; in_stock?: number; prices?: FacetValue[]; verified?: number; warehouses?: FacetValue[] }
export type FailedTry = { at: string; error: string }
export type FeedItem = { note: NoteCard; page: string; reason: Reason }
export type Fellow = { avatar_url?: (string | null); fans: number; following: boolean; follows_viewer: boolean; id: string; is_viewer: boolean; nickname: string; verified?: (string | null) }
export type Fetched = { envelope: string; seqs: string[] }
export type Flag = { key: string; variant: string }
export type Follows = { brands: BrandCard[]; topics: string[] }
export type Funnel = { ends_on: string; headlines: Headline[]; starts_on: string; steps: FunnelStep[] }
export type FunnelStep = { count: number; step: string }
export type Gender = "female" | "male" | "other"
export type GivingUp = { reason: string }
export type GoodsBetween = { before: number; page: string; product: ProductCard; reason: Reason }
export type GoodsDismissal = "kind" | "brand" | "owned"
export type GoodsDismissalInput = { reason?: GoodsDismissal }
export type GoodsInput = { content_unit?: (Measure | null); content_value?: (number | null); hs_code: string; name_zh: string; net_weight_grams: number; origin_country: string; tax_category: TaxCategory; unit: string; unit_statutory: string }
export type GoodsItem = { notes_this_week: number; page: string; product: ProductCard; reason: Reason }
export type Ground = "law" | "court" | "privacy" | "rights" | "spam" | "rules"
export type Headline = { before: number; count: number; name: HeadlineName }
export type HeadlineName = "impressions" | "wants" | "paid_orders" | "notes_again"
export type Health = { status: string }
export type HeartsInput = { count: number }
export type Help = { asked: string; corrected?: (string | null); nearby?: string[]; relaxed?: string[] }
export type HistoryStep = { action: string; after: unknown; at: string; before: unknown; by: string; by_name: string; changes: Change[]; id: string; number: (number | null); roles: string[]; subject: string }
export type Home = { city: (string | null); tier: (number | null); tier_en: string; tier_zh: string }
export type HotWord = { members: number; query: string }
export type Hurry = { sweep: string }
export type InsightSchemasEvent = { app?: (string | null); at: string; dwell_ms?: (number | null); feed?: (string | null); id: string; kind: (EventKind); note?: (string | null); page?: (string | null); position?: (number | null); product?: (string | null); query?: (string | null); reason?: (string | null); session: string }
export type Introduction = { member: Fellow; notes: NoteCard[] }
export type Journal = { at: string; id: string; kind: string; lines: JournalLine[]; order_id: (string | null); purchase: (string | null); ref: string; total: Money }
export type JournalLine = { account: Account; amount: Money; detail: string }
export type LandedCost = { allowance: (Allowance | null); carrier_en: string; carrier_zh: string; city: string; city_en: string; consumption: Money; duty: Money; freight: Money; goods: Money; parcel_tax: Money; promise: Said; promise_from: string; promise_to: string; quantity: number; sku: string; tax: Money; tax_hint: Said; tax_regime: string; tax_route: string; tax_rule: Said; total: Money; vat: Money; warehouse_country: string; warehouse_kind: WarehouseKind; warehouse_name: string; warehouse_name_en: string }
export type LifeStage = "student" | "working" | "expecting" | "baby" | "child" | "senior"
export type Line = { at: string; id: string; member: MemberCard; text: string }
export type LineInput = { text: string }
export type ListingState = "draft" | "listed" | "delisted"
export type LiveBetween = { before: number; reason: Reason; show: LiveShow }
export type LiveShow = { cover: (Picture | null); host: MemberCard; id: string; title: string; watching: number }
export type Lot = { adjusted: number; available: number; batch_code: (string | null); expires_on: (string | null); id: string; item_record_no: string; nearly_expired: boolean; origin_country: string; produced_on: (string | null); received: number; received_at: string; reference: string; reserved: number; sells_until: string; shipped: number; sku_id: string; trace_code: (string | null); unit_cost: Money; warehouse_id: string }
export type Machinery = { outbox: Waiting; sweeps: SweepState[]; troubled: ParkedFact[] }
export type Mailbox = { messages: Fetched[] }
export type Measure = "ml" | "g" | "piece"
export type MemberCard = { avatar_url?: (string | null); id: string; nickname: string; verified?: (string | null) }
export type MemberPage = { blocked: boolean; collects: number; fans: number; followees: number; following: boolean; follows_viewer: boolean; is_viewer: boolean; likes: number; member: MemberCard; notes: number }
export type MessagesSchemasNotice = { actors: Fellow[]; at: string; box: Box; comment_id: (string | null); en: string; events: number; excerpt: (string | null); id: string; kind: NoticeKind; note: (NoteCard | null); order_id: (string | null); order_no: (string | null); picture: (Picture | null); product_id: (string | null); show_id: (string | null); unread: boolean; zh: string }
export type Metric = "clicks" | "likes" | "collects" | "orders" | "gmv" | "credit" | "hide_rate" | "report_rate" | "refund_rate"
export type Moment = { at: string; watching: number }
export type Money = { amount: number; currency?: Currency }
export type Move = { at: string; cause_id: string; kind: string; line_no: number; quantity: number }
export type Named = { code?: (string | null); name_en: string; name_zh: string; subject: string }
export type NewPassword = { new: string; old: string }
export type NewWeek = { count: number; ends_on: string; lead: string; lead_en: string; next_cursor: (string | null); products: ProductCard[]; starts_on: string; title: string; title_en: string; week: number; year: number }
export type NewWeekInput = { lead?: string; lead_en?: string; title: string; title_en: string }
export type News = { at: string; member: MemberCard; note: string }
export type Note = { author: MemberCard; body: string; collected: boolean; counts: NoteCounts; created_at: string; edited_at: (string | null); following: boolean; id: string; kind: NoteKind; language: string; liked: boolean; location: (string | null); mine: boolean; pictures: NotePicture[]; published_at: (string | null); rating: (Rating | null); state: NoteState; title: string; topics: string[]; verified_purchase: (VerifiedPurchase | null); version: number }
export type NoteCard = { author: MemberCard; cover: (Picture | null); goods: number; id: string; kind: NoteKind; liked: boolean; likes: number; published_at: (string | null); title: string; verified: boolean }
export type NoteCounts = { collects: number; comments: number; likes: number }
export type NoteDecision = { decision: "publish" | "hide"; ground?: (Ground | null); reason?: string }
export type NoteEdit = { body?: (string); location?: (string | null); title?: (string) }
export type NoteInReview = { held_for: string[]; note: Note }
export type NoteInput = { body?: string; draft?: boolean; kind?: NoteKind; language?: string; line?: (number | null); location?: (string | null); order?: (string | null); pictures?: PictureInput[]; rating?: (Rating | null); title?: string; topics?: string[] }
export type NoteKind = "image" | "text"
export type NotePicture = { alt: string; picture: Picture; tags: PictureTag[] }
export type NoteState = "draft" | "in_review" | "published" | "hidden" | "deleted"
export type NoticeKind = "note.liked" | "note.collected" | "member.followed" | "note.commented" | "comment.answered" | "note.published" | "order.paid" | "order.declared" | "order.cleared" | "order.held" | "order.shipped" | "order.moved" | "order.delivered" | "order.completed" | "order.cancelled" | "order.refunding" | "order.refunded" | "goods.back" | "show.started" | "show.stopped"
export type Numbers = { numbers: string[] }
export type Offer = { can_pick: boolean; can_unpick: boolean; ends_at: (string | null); note: NoteCard; picked_at: (string | null); picked_by: (string | null); why: (string | null) }
export type Order = { advice: Said; can_cancel: boolean; can_confirm: boolean; can_pay: boolean; cancelled_at: (string | null); carrier: (Said | null); completed_at: (string | null); contact?: (Contact | null); customs_no?: (string | null); delivered_at: (string | null); discount: Money; expires_at: (string | null); freight: Money; goods: Money; headline: Said; id: string; imported: boolean; lines: OrderLine[]; member: string; mode: string; notice_version: (string | null); order_no: string; paid_at: (string | null); payment_no?: (string | null); placed_at: string; problem?: (OrderProblem | null); promise_from: (string | null); promise_to: (string | null); reason: (string | null); refunded_at: (string | null); shipped_at: (string | null); source: (string | null); stages?: (OrderStage[] | null); state: OrderState; tax: Money; tax_regime: (string | null); timeline?: (TimelineStep[] | null); total: Money; warehouse?: (Origin | null); waybill_no: (string | null) }
export type OrderInput = { notice_version: string; quote: string; source?: (string | null) }
export type OrderLine = { freight: Money; line_no: number; picture: (Picture | null); price: Money; product: string; quantity: number; reviewable: boolean; sku: string; source: (string | null); tax: Money; title: string; title_en: string; trace_codes: string[]; value: Money; variant: (string | null); variant_en: string }
export type OrderProblem = { advice: Said; code: string; en: string; fix: "real_name" | "orders" | "none"; zh: string }
export type OrderStage = { at: (string | null); code: string; detail: (Said | null); en: string; expected_at: (string | null); state: StageState; zh: string }
export type OrderState = "placed" | "paid" | "declared" | "cleared" | "shipped" | "delivered" | "completed" | "cancelled" | "refunding" | "refunded"
export type OrderTab = "to_pay" | "clearing" | "to_receive" | "to_review"
export type OrderTabCount = { code: OrderTab; en: string; orders: number; zh: string }
export type Origin = { code: string; country: string; id: string; kind: string; name: string; name_en: string }
export type OwnDataInput = { password: string }
export type PageInput = { provider?: string }
export type PageOfAdjustment = { items: Adjustment[]; next_cursor?: (string | null) }
export type PageOfAuditEntry = { items: AuditEntry[]; next_cursor?: (string | null) }
export type PageOfBrandCard = { items: BrandCard[]; next_cursor?: (string | null) }
export type PageOfCase = { items: Case[]; next_cursor?: (string | null) }
export type PageOfComment = { items: Comment[]; next_cursor?: (string | null) }
export type PageOfConsoleProduct = { items: ConsoleProduct[]; next_cursor?: (string | null) }
export type PageOfDeclarationItem = { items: DeclarationItem[]; next_cursor?: (string | null) }
export type PageOfDemand = { items: Demand[]; next_cursor?: (string | null) }
export type PageOfExceptionView = { items: ExceptionView[]; next_cursor?: (string | null) }
export type PageOfExperimentCard = { items: ExperimentCard[]; next_cursor?: (string | null) }
export type PageOfFellow = { items: Fellow[]; next_cursor?: (string | null) }
export type PageOfGoodsItem = { items: GoodsItem[]; next_cursor?: (string | null) }
export type PageOfHistoryStep = { items: HistoryStep[]; next_cursor?: (string | null) }
export type PageOfJournal = { items: Journal[]; next_cursor?: (string | null) }
export type PageOfLot = { items: Lot[]; next_cursor?: (string | null) }
export type PageOfMemberCard = { items: MemberCard[]; next_cursor?: (string | null) }
export type PageOfNoteCard = { items: NoteCard[]; next_cursor?: (string | null) }
export type PageOfNoteInReview = { items: NoteInReview[]; next_cursor?: (string | null) }
export type PageOfNotice = { items: MessagesSchemasNotice[]; next_cursor?: (string | null) }
export type PageOfOffer = { items: Offer[]; next_cursor?: (string | null) }
export type PageOfOrder = { items: Order[]; next_cursor?: (string | null) }
export type PageOfParcel = { items: Parcel[]; next_cursor?: (string | null) }
export type PageOfPayment = { items: Payment[]; next_cursor?: (string | null) }
export type PageOfPostItem = { items: PostItem[]; next_cursor?: (string | null) }
export type PageOfProductCard = { items: ProductCard[]; next_cursor?: (string | null) }
export type PageOfProposal = { items: Proposal[]; next_cursor?: (string | null) }
export type PageOfPurchaseOrder = { items: PurchaseOrder[]; next_cursor?: (string | null) }
export type PageOfRefund = { items: Refund[]; next_cursor?: (string | null) }
export type PageOfShow = { items: Show[]; next_cursor?: (string | null) }
export type PageOfStaffMember = { items: StaffMember[]; next_cursor?: (string | null) }
export type PageOfStaffOrder = { items: StaffOrder[]; next_cursor?: (string | null) }
export type PageOfSupplier = { items: Supplier[]; next_cursor?: (string | null) }
export type PageOfUnmappedItem = { items: UnmappedItem[]; next_cursor?: (string | null) }
export type Parcel = { booked_at: string; carrier: CarrierView; delivered_at?: (string | null); handed_over_at?: (string | null); id: string; member_id: string; mode: string; order_id: string; order_no: string; overdue?: boolean; promise_from: string; promise_to: string; state: ParcelState; step: Step; warehouse_id: string; waybill_no: (string | null); weight_grams: number }
export type ParcelState = "booked" | "labelled" | "leaving" | "moving" | "cancelling" | "cancelled" | "delivered" | "returned"
export type Parcels = { parcels: Record<string, SandboxesCarrierRulesEvent[]> }
export type ParkedFact = { at: string; can_decide: boolean; delivered_at: (string | null); error: string; given_up_at: (string | null); key: string; next_at: (string | null); parked_at: (string | null); seq: number; topic: string; tries: number }
export type Payment = { amount: Money; expires_at: string; id: string; member_id: string; number: string; order_id: string; order_no: string; paid_at?: (string | null); provider?: (string | null); refundable: Money; refunded: Money; state: PaymentState; transaction_no?: (string | null) }
export type PaymentState = "created" | "paid" | "part_refunded" | "refunded" | "closed"
export type PaymentsSchemasPayPage = { url: string }
export type Person = { key: string; masked_name: string; masked_number: string; verified_at: string }
export type PickInput = { days?: number; why: string }
export type Picture = { card_url: string; colour: string; full_url: string; height: number; id: string; placeholder: string; thumb_url: string; width: number }
export type PictureInput = { alt?: string; id: string; tags?: PictureTag[] }
export type PictureTag = { brand_id?: (string | null); direction?: Direction; kind: TagKind; product_id?: (string | null); text: string; x: number; y: number }
export type Portrait = { aversions: Aversion[]; changed_at: (string | null); home: (Home | null); personalised: boolean; repurchases: Repurchase[]; stage: Stage; tastes: Taste[]; usual_hour: (number | null) }
export type Post = { author: MemberCard; body: string; collected: boolean; collects: number; comments: number; cover: (Picture | null); goods: number; id: string; kind: NoteKind; liked: boolean; likes: number; location: (string | null); pictures: Picture[]; published_at: (string | null); title: string; topics: string[]; verified: boolean }
export type PostItem = { note: Post; reason: Reason }
export type Price = { ends_at: (string | null); market_price: (Money | null); price: Money; sku_id: string; source: (Money | null); source_rate: (string | null); starts_at: string }
export type PriceInput = { market_price?: (number | null); price?: (number | null); source?: (AskedMoney | null); starts_at?: (string | null) }
export type Problem = { code: string; details?: Record<string, unknown>; request_id: string; status: number; title: string; type: string }
export type ProblemPage = { code: string; status: number; title: string; zh: string }
export type Product = { attributes: Record<string, unknown>; authenticity: ChainLink[]; brand: BrandCard; category: Category; description: string; id: string; listed_at: string; pictures: Picture[]; price: Money; prices_from: boolean; shown_first: (string | null); skus: SkuView[]; sold_count: number; sold_out: boolean; struck_price: (Money | null); title: string; title_en: string }
export type ProductCard = { brand: BrandCard; category_id: string; id: string; picture: (Picture | null); price: Money; prices_from: boolean; sold_out: boolean; struck_price: (Money | null); title: string; title_en: string }
export type ProductChange = { attributes?: (Record<string, unknown>); category_id?: (string); description?: (string); picture_ids?: (string[]); state?: (ListingState); title?: (string); title_en?: (string) }
export type ProductInput = { attributes?: Record<string, unknown>; brand_id: string; category_id: string; description?: string; picture_ids?: string[]; title: string; title_en?: string }
export type ProductRating = { average_hundredths: (number | null); notes: number; ratings: number }
export type Profile = { avatar_url: (string | null); birth_year: (number | null); city: (string | null); city_tier: (number | null); closes_at?: (string | null); concerns: string[]; gender: (string | null); id: string; interests: string[]; joined_at: string; life_stage: (string | null); nickname: string; personalised: boolean; skin_type: (string | null) }
export type ProfileChanges = { birth_year?: (number | null); city?: (string | null); city_tier?: (number | null); concerns?: (Concern[]); gender?: (Gender | null); interests?: (string[]); life_stage?: (LifeStage | null); nickname?: (string); personalised?: (boolean); skin_type?: (SkinType | null) }
export type Proposal = { can_decide: boolean; decided_at: (string | null); decided_by: (string | null); declined_because: (string | null); id: string; product_id: string; proposed_at: string; purchase_order_id: (string | null); quantity: number; reasons: Record<string, unknown>; score: number; sku_id: string; state: ProposalState; updated_at: string }
export type ProposalState = "open" | "accepted" | "declined"
export type Proven = { examples: string[]; name: string; sentence: string; severity: string; violations: number }
export type Province = { cities: City[]; code: string; name: string; name_en: string }
export type PurchaseLineInput = { origin_country?: (string | null); quantity: number; sku_id: string; unit_cost: AskedMoney }
export type PurchaseOrder = { can_cancel: boolean; can_receive: boolean; closed_at: (string | null); due_on: string; id: string; lines: PurchasedLine[]; number: string; placed_at: string; state: PurchaseState; supplier_id: string; total: Money; warehouse_id: string }
export type PurchaseOrderInput = { lines: PurchaseLineInput[]; supplier_id: string; warehouse_id: string }
export type PurchaseState = "placed" | "arriving" | "received" | "cancelled"
export type PurchasedLine = { origin_country: string; quantity: number; received: number; sku_id: string; unit_cost: Money }
export type Queue = { more?: boolean; name: "notes_in_review" | "open_cases" | "open_proposals" | "expected_goods" | "waiting_adjustments" | "rejected_declarations" | "held_declarations" | "unmapped_goods" | "overdue_orders" | "failed_refunds" | "payment_exceptions"; oldest_at?: (string | null); waiting: number }
export type Quote = { allowance?: (QuoteAllowance | null); discount: Money; expires_at: string; freight: Money; goods: Money; lines: QuoteLine[]; mode: string; needs_identity: boolean; notice: TradeSchemasNotice; notice_accepted_at?: (string | null); notice_version: string; promise: Said; promise_from: string; promise_to: string; tax: Money; tax_hint: Said; tax_regime: string; tax_route: string; tax_rule: Said; token: string; total: Money; warehouse: Origin }
export type QuoteAllowance = { left: Money; limit: Money; taken: Money; used: Money; year: number }
export type QuoteInput = { address: string; lines: WantedLine[] }
export type QuoteLine = { consumption: Money; duty: Money; freight: Money; most: number; parcel_tax: Money; picture: (Picture | null); price: Money; product: string; quantity: number; rate: (string | null); sku: string; tax: Money; title: string; title_en: string; value: Money; variant: (string | null); variant_en: string; vat: Money }
export type Ranking = "engine" | "popular"
export type Rate = { cny_per_unit: string; currency: Currency; source: string; starts_on: string }
export type RateInput = { cny_per_unit: string; currency: Currency; source: string; starts_on: string }
export type Rating = { aspects?: Record<string, number>; overall: number }
export type ReadInput = { box?: (Box | null) }
export type RealNameInput = { consent_version: string; id_number: string; name: string }
export type Reason = { code: string; en: string; zh: string }
export type ReceiptInput = { lots: ReceivedLotInput[] }
export type ReceivedLotInput = { batch_code?: (string | null); expires_on?: (string | null); item_record_no: string; origin_country?: (string | null); produced_on?: (string | null); quantity: number; sku_id: string }
export type Refund = { amount: Money; confirmed_at?: (string | null); error?: (string | null); id: string; member_id: string; order_id: string; payment_id: string; provider: string; reason: string; refund_no: string; requested_at: string; state: RefundState }
export type RefundInput = { amount: number; reason: string }
export type RefundState = "prepared" | "sent" | "unknown" | "confirmed" | "failed"
export type Refusal = { reason: string }
export type RefusedEvent = { index: number; reason: string }
export type ReportInput = { id: string; kind: SubjectKind; reason: ReportReason; text?: string }
export type ReportReason = "spam" | "fake" | "abuse" | "illegal" | "privacy" | "other"
export type ReportView = { at: string; reason: ReportReason; text: string }
export type Repurchase = { days: number; due_at: string; last_at: string; product: ProductCard }
export type Reset = { code: string; login: string; password: string }
export type RestockWish = { asked_at: string; goods: SkuFace; sku: string }
export type Results = { came: number; curve: Moment[]; followers_won: number; hearts: number; lines: number; most_at_once: number; orders: number; pieces: number; sum: Money }
export type RevocationInput = { reason: string; revoked_on: string }
export type Room = { came: number; cover: (Picture | null); ended_at: (string | null); following: boolean; goods_count: number; hearts: number; host: MemberCard; id: string; lines: Line[]; mine: boolean; reason: (string | null); reminded: boolean; replay: boolean; shelf: ShelfItem[]; silenced: boolean; started_at: (string | null); starts_at: string; state: ShowState; stream: (string | null); title: string; watching: number }
export type Said = { en: string; zh: string }
export type SaleLine = { left: number; price: Money; product: ProductCard; sku: string; sold_percent: number; struck_price: (Money | null); usual: Money; variant: string; variant_en: string }
export type SaleSession = { ends_at: string; lines: SaleLine[]; running: boolean; starts_at: string }
export type Sales = { now: string; sessions: SaleSession[] }
export type SandboxesCarrierRulesEvent = { at: string; code: string; place: string; text: string }
export type SearchResults = { exact?: (number | null); facets?: (Facets | null); help?: (Help | null); members?: Fellow[]; next_cursor?: (string | null); notes?: NoteCard[]; products?: ProductCard[]; query: string; topics?: Topic[]; total?: (number | null); understood?: Chip[] }
export type Session = { created_at: string; device: string; id: string; is_this: boolean; network: string; seen_at: string }
export type Setting = { changed: boolean; meaning: string; name: string; value: string }
export type ShareInput = { share: number; why: string }
export type ShelfInput = { products: string[] }
export type ShelfItem = { chapters: number[]; explaining: boolean; product: ProductCard }
export type Show = { came: number; cover: (Picture | null); ended_at: (string | null); goods_count: number; hearts: number; host: MemberCard; id: string; mine: boolean; reason: (string | null); reminded: boolean; replay: boolean; started_at: (string | null); starts_at: string; state: ShowState; title: string; watching: number }
export type ShowDismissal = "content" | "author"
export type ShowDismissalInput = { reason?: ShowDismissal }
export type ShowEdit = { cover_id?: (string); starts_at?: (string); title?: (string) }
export type ShowInput = { cover_id: string; products?: string[]; starts_at?: (string | null); title: string }
export type ShowState = "announced" | "on_air" | "ended" | "cancelled" | "stopped"
export type SignIn = { login: string; password: string }
export type SignUp = { login: string; nickname: string; password: string }
export type SignedIn = { expires_at: string; member: Profile; roles: string[]; token: string }
export type SkinType = "dry" | "oily" | "combination" | "normal" | "sensitive"
export type SkuChange = { barcode?: (string | null); picture_id?: (string | null); shelf_life_days?: (number | null); state?: (ListingState); variant?: (string); variant_en?: (string); weight_grams?: (number) }
export type SkuFace = { picture: (Picture | null); product_id: string; title: string; title_en: string; variant: string; variant_en: string }
export type SkuInput = { barcode?: (string | null); picture_id?: (string | null); shelf_life_days?: (number | null); variant: string; variant_en?: string; weight_grams: number }
export type SkuView = { id: string; picture: (Picture | null); price: Money; quantity_max: number; shelf_life_days: (number | null); stock: number; struck_price: (Money | null); tax: (TaxHint | null); variant: string; variant_en: string; weight_grams: number }
export type Sort = "best" | "new" | "cheap" | "dear"
export type StaffMember = { id: string; joined_at: string; nickname: string; roles: string[]; suspended_until: (string | null); verified: (string | null) }
export type StaffOrder = { due_at: (string | null); order: Order; payment_transaction: (string | null); refundable?: (Money | null); times_chased: number; warehouse_code: (string | null) }
export type Stage = "new" | "active" | "returning" | "lapsing" | "away"
export type StageState = "done" | "now" | "later" | "problem"
export type StateInput = { state: ExperimentState; why: string }
export type Step = "ordered" | "allocated" | "picked" | "packed" | "overseas_received" | "consolidated" | "export_departed" | "main_leg_departed" | "main_leg_arrived" | "customs_declared" | "customs_review" | "customs_inspect" | "customs_released" | "customs_rejected" | "detained" | "returned_abroad" | "zone_exit" | "courier_picked_up" | "in_transit" | "arrived_city" | "out_for_delivery" | "locker" | "failed" | "rejected" | "returning" | "returned" | "delivered"
export type StopInput = { reason: string }
export type StreamKey = { key: string; url: string }
export type Strike = { expires_at: string; given_at: string; reason: string; subject: string }
export type SubjectKind = "note" | "comment" | "member" | "product" | "picture" | "show"
export type SubjectsInput = { subjects: string[] }
export type Suggestions = { members: MemberCard[]; products: ProductCard[]; query: string; topics: Topic[]; words: string[] }
export type Supplier = { country: string; currency: Currency; id: string; lead_days: number; name: string }
export type SupplierInput = { country: string; currency: Currency; lead_days?: number; name: string }
export type Suspension = { days: number; reason: string }
export type SweepRun = { at: string; error: (string | null); moved: number; seconds: number }
export type SweepState = { due_at: string; error: (string | null); every_seconds: number; late: boolean; name: string; ran_at: (string | null) }
export type TagKind = "goods" | "brand" | "place" | "person" | "topic" | "price"
export type Taste = { chosen: boolean; en: string; kind: "author" | "brand" | "category" | "product" | "topic" | "need" | "note" | "style" | "price"; share: number; subject: string; zh: string }
export type TaxCategory = "food" | "farm_produce" | "edible_oil" | "book" | "toy" | "computer" | "camera" | "furniture" | "gold_silver" | "medicine" | "sports" | "golf" | "textile" | "leather" | "appliance" | "bicycle" | "watch" | "jewellery" | "wine" | "spirits" | "beer_a" | "beer_b" | "yellow_wine" | "tobacco" | "makeup" | "skin_care" | "personal_care" | "other"
export type TaxHint = { hs_code: string; origin_country: string; tax_category: string }
export type TimelineStep = { at: string; code: string; kind: string; place: (string | null); text_en: string; text_zh: string }
export type Topic = { following: boolean; id: string; name: string; notes: number; participants: number }
export type Trace = { authorisation: ChainLink[]; authorised: boolean; batch_code: (string | null); brand: BrandCard; code: string; customs_mode: CustomsMode; expires_on: (string | null); on_sale: boolean; origin_country: string; picture: (Picture | null); produced_on: (string | null); product_id: string; received_on: string; supplier_country: (string | null); title: string; title_en: string; variant: string; variant_en: string; warehouse_city: string; warehouse_country: string; warehouse_kind: WarehouseKind; warehouse_name: string; warehouse_name_en: string }
export type TrackingEvent = { at: string; code: Step; place: string; text_en: string; text_zh: string }
export type TradeSchemasNotice = { en: string[]; version: string; zh: string[] }
export type TradeSchemasPayPage = { url: string }
export type Trademark = { brand_id: string; ends_on: (string | null); id: string; jurisdiction: string; nice_class: number; owner: string; register_no: string; revoked_on: (string | null); starts_on: string }
export type TrademarkInput = { brand_id: string; ends_on?: (string | null); jurisdiction: string; nice_class: number; owner: string; register_no: string; starts_on: string }
export type UnmappedItem = { name: string; reason: string; sku_id: string }
export type UnsharedPurchase = { line: number; order: string; order_no: string; product: (ProductCard | null); received_at: string; title: string; variant: (string | null) }
export type Upload = { file: Blob }
export type Verdict = "early" | "open" | "better" | "worse" | "harmful" | "skewed"
export type Verification = { verified: (string | null) }
export type VerifiedPurchase = { product_id: string; received_at: string; sku_id: string }
export type View = "now" | "soon" | "past"
export type Waiting = { oldest_at: (string | null); parked: number; retried: number; waiting: number }
export type WantedLine = { quantity: number; sku: string }
export type Warehouse = { city: string; code: string; country: string; customs_code: (string | null); id: string; kind: WarehouseKind; mode: CustomsMode; name: string; name_en: string }
export type WarehouseInput = { city: string; code: string; country: string; customs_code?: (string | null); kind: WarehouseKind; mode: CustomsMode; name: string; name_en?: string }
export type WarehouseKind = "bonded" | "overseas"
export type Waybills = { waybills: Record<string, string> }
