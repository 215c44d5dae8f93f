import { words } from '@/lib/words'

export const publishWords = words(
  {
    title: '写笔记', edit_title: '修改笔记', publish: '发布', save_edit: '保存修改', kept: '草稿已存在本机', keeping: '正在保存草稿…',
    add: '加图片', add_hint: '最多 18 张', add_drop: '也可以拖进来', pictures: '图片', n_of: '{n} / {most}', cover: '封面', uploading: '已上传 {n}%', uploaded: '已上传', again: '重试', too_many: '最多 18 张，多出的 {n} 张没有加进来', no_picture: '{n} 个文件不是图片，没有加进来', told_of: '{picture}：{why}',
    picture_n: '第 {n} 张图片', earlier: '往前移', later: '往后移', crop: '裁剪', tags: '标记', alt: '替代文字', remove_picture: '删除这张', actions: '第 {n} 张图片的操作',
    crop_title: '裁剪', original: '原图', zoom: '放大', crop_hint: '拖动图片调整位置，或用方向键；裁剪后要重新放标记', apply: '用这个',
    tag_title: '标记图片', tag_hint: '点一下图片放标记。用键盘：选中标记后方向键移动，回车修改，Delete 删除。', tag_add: '添加标记', tag_none: '还没有标记', tag_full: '每张图片最多 10 个标记', tag_name: '{kind}：{text}，横向 {x}%，纵向 {y}%', tag_stage: '图片，点一下放标记', tag_edit: '修改', tag_moved: '横向 {x}%，纵向 {y}%', previous: '上一张', next: '下一张',
    goods: '商品', brand: '品牌', place: '地点', person: '人', topic: '话题', price: '价格', tag_kind: '标记什么', tag_text: '标记上的字', tag_search: '搜一搜', tag_found: '找到这些，点一下选择', tag_nothing: '没找到，直接写上也可以', tag_save: '放好', bought_here: '我买过的', linked: '已关联商城里的「{name}」', unlink: '取消关联', need_text: '写几个字再放',
    alt_title: '替代文字', alt_hint: '给看不见图片的人读：画面里有什么？', alt_suggest: '用这句：{text}', alt_of: '图中有{things}', alt_save: '保存',
    heading: '标题', heading_hint: '起个让人想点开的标题', text: '正文', text_hint: '说说你的真实体验：什么肤质、用了多久、喜欢和不喜欢的地方……', hash: '话题', topics_found: '话题', joined: '{n} 篇笔记', location: '地点', location_hint: '在哪里（选填）',
    bought: '我买过', bought_hint: '关联已签收的订单，笔记会带上「已购」标记', bought_none: '还没有可以关联的订单：签收后就能在这里看到', choose_purchase: '选择买过的商品', received: '{at} 签收', order_gone: '这件商品已经写过笔记，或者还没有签收',
    rating: '总体评价', rating_hint: '只给已购商品打分；差评也不会被删', stars: '{n} 星', not_rated: '未评', quality: '品质', effect: '效果', texture: '质地', packaging: '包装', value: '性价比', delivery: '物流', by_aspect: '分项评价（选填）', clear: '清除',
    missing: '至少写个标题或正文', waiting: '图片还在上传，传完就发布', failed_pictures: '有图片没传上去，删掉或重试后再发布', published: '发布成功', published_before: '改动之前的那一版已经发布了，可以在「我」里编辑它；再点一次发布，就另发一篇', see: '去看看', reviewing: '已提交，正在审核', reviewing_text: '有些内容需要编辑看一眼，通常很快。通过后大家就能看到，结果会在「消息」里告诉你。', ok: '知道了', edited: '已保存', left_kept: '草稿已保存，在「我」里可以找到', discard: '丢弃', discarded: '草稿已丢弃',
    drafts: '草稿箱', drafts_empty: '没有草稿', drafts_text: '没写完的笔记会自动存在这里。', draft_untitled: '还没有标题', draft_saved: '{at} 保存', draft_pictures: '{n} 张图', on_device: '只存在这台设备上',
  },
  {
    title: 'Write a note', edit_title: 'Edit note', publish: 'Publish', save_edit: 'Save changes', kept: 'Draft saved on this device', keeping: 'Saving the draft…',
    add: 'Add pictures', add_hint: 'Up to 18', add_drop: 'you can drop them here', pictures: 'Pictures', n_of: '{n} / {most}', cover: 'Cover', uploading: '{n}% uploaded', uploaded: 'Uploaded', again: 'Try again', too_many: 'Only 18 fit; {n} was left out|Only 18 fit; {n} were left out', no_picture: '{n} file is not a picture and was left out|{n} files are not pictures and were left out', told_of: '{picture}: {why}',
    picture_n: 'Picture {n}', earlier: 'Move forward', later: 'Move back', crop: 'Crop', tags: 'Tags', alt: 'Alt text', remove_picture: 'Remove', actions: 'Actions for picture {n}',
    crop_title: 'Crop', original: 'Original', zoom: 'Zoom', crop_hint: 'Drag the picture or use the arrow keys; tags must be placed again afterwards', apply: 'Use this',
    tag_title: 'Tag the picture', tag_hint: 'Tap the picture to place a tag. By keyboard: on a tag, arrow keys move it, Enter edits it, Delete removes it.', tag_add: 'Add a tag', tag_none: 'No tags yet', tag_full: 'A picture has at most 10 tags', tag_name: '{kind}: {text}, {x}% across, {y}% down', tag_stage: 'The picture: tap to place a tag', tag_edit: 'Edit', tag_moved: '{x}% across, {y}% down', previous: 'Previous', next: 'Next',
    goods: 'Goods', brand: 'Brand', place: 'Place', person: 'Person', topic: 'Topic', price: 'Price', tag_kind: 'What is tagged', tag_text: 'Words on the tag', tag_search: 'Search', tag_found: 'Found; tap to choose', tag_nothing: 'Nothing found; you can simply write it', tag_save: 'Place it', bought_here: 'Bought by you', linked: 'Linked to "{name}" in the mall', unlink: 'Remove link', need_text: 'Write a few words first',
    alt_title: 'Alt text', alt_hint: 'For people who cannot see the picture: what is in it?', alt_suggest: 'Use: {text}', alt_of: 'The picture shows {things}', alt_save: 'Save',
    heading: 'Title', heading_hint: 'A title that makes people click', text: 'Text', text_hint: 'What was it really like? Your skin, how long you used it, what you liked and what you did not…', hash: 'Topic', topics_found: 'Topics', joined: '{n} note|{n} notes', location: 'Place', location_hint: 'Where (optional)',
    bought: 'I bought this', bought_hint: 'Link a received order and your note is marked as bought here', bought_none: 'No orders to link yet: they appear here once received', choose_purchase: 'Choose what you bought', received: 'Received {at}', order_gone: 'You have already written about this, or it was not received yet',
    rating: 'Overall', rating_hint: 'Only bought goods are rated; bad reviews are never removed for being bad', stars: '{n} star|{n} stars', not_rated: 'Not rated', quality: 'Quality', effect: 'Effect', texture: 'Texture', packaging: 'Packaging', value: 'Value', delivery: 'Delivery', by_aspect: 'By aspect (optional)', clear: 'Clear',
    missing: 'Write at least a title or a text', waiting: 'Pictures are still uploading; the note is published right after', failed_pictures: 'Some pictures did not upload; try again or remove them', published: 'Published', published_before: 'The note was published before your last changes; you can edit it in Me. Publish again to post this as another note', see: 'See it', reviewing: 'Sent, and being reviewed', reviewing_text: 'An editor has to check part of it, usually soon. Once approved, everyone can see it; you will be told in Messages.', ok: 'Got it', edited: 'Saved', left_kept: 'Draft saved; you can find it in Me', discard: 'Discard', discarded: 'Draft discarded',
    drafts: 'Drafts', drafts_empty: 'No drafts', drafts_text: 'Unfinished notes are saved here automatically.', draft_untitled: 'No title yet', draft_saved: 'Saved {at}', draft_pictures: '{n} picture|{n} pictures', on_device: 'Kept on this device only',
  },
)
