"""What provinces and cities of China are called in English: spelt in pinyin, or as they are known abroad."""

from zhongcao.identity.rules._divisions import CITIES, place_of

_PROVINCES = {
    "11": "Beijing",
    "12": "Tianjin",
    "13": "Hebei",
    "14": "Shanxi",
    "15": "Inner Mongolia",
    "21": "Liaoning",
    "22": "Jilin",
    "23": "Heilongjiang",
    "31": "Shanghai",
    "32": "Jiangsu",
    "33": "Zhejiang",
    "34": "Anhui",
    "35": "Fujian",
    "36": "Jiangxi",
    "37": "Shandong",
    "41": "Henan",
    "42": "Hubei",
    "43": "Hunan",
    "44": "Guangdong",
    "45": "Guangxi",
    "46": "Hainan",
    "50": "Chongqing",
    "51": "Sichuan",
    "52": "Guizhou",
    "53": "Yunnan",
    "54": "Tibet",
    "61": "Shaanxi",
    "62": "Gansu",
    "63": "Qinghai",
    "64": "Ningxia",
    "65": "Xinjiang",
    "71": "Taiwan",
    "81": "Hong Kong",
    "82": "Macao",
}

_CITIES = """
1301Shijiazhuang 1302Tangshan 1303Qinhuangdao 1304Handan 1305Xingtai 1306Baoding 1307Zhangjiakou 1308Chengde
1309Cangzhou 1310Langfang 1311Hengshui
1401Taiyuan 1402Datong 1403Yangquan 1404Changzhi 1405Jincheng 1406Shuozhou 1407Jinzhong 1408Yuncheng 1409Xinzhou
1410Linfen 1411Lüliang
1501Hohhot 1502Baotou 1503Wuhai 1504Chifeng 1505Tongliao 1506Ordos 1507Hulunbuir 1508Bayannur 1509Ulanqab 1522Hinggan
1525Xilingol 1529Alxa
2101Shenyang 2102Dalian 2103Anshan 2104Fushun 2105Benxi 2106Dandong 2107Jinzhou 2108Yingkou 2109Fuxin 2110Liaoyang
2111Panjin 2112Tieling 2113Chaoyang 2114Huludao
2201Changchun 2202Jilin 2203Siping 2204Liaoyuan 2205Tonghua 2206Baishan 2207Songyuan 2208Baicheng 2224Yanbian
2301Harbin 2302Qiqihar 2303Jixi 2304Hegang 2305Shuangyashan 2306Daqing 2307Yichun 2308Jiamusi 2309Qitaihe
2310Mudanjiang 2311Heihe 2312Suihua 2327Daxing'anling
3201Nanjing 3202Wuxi 3203Xuzhou 3204Changzhou 3205Suzhou 3206Nantong 3207Lianyungang 3208Huai'an 3209Yancheng
3210Yangzhou 3211Zhenjiang 3212Taizhou 3213Suqian
3301Hangzhou 3302Ningbo 3303Wenzhou 3304Jiaxing 3305Huzhou 3306Shaoxing 3307Jinhua 3308Quzhou 3309Zhoushan 3310Taizhou
3311Lishui
3401Hefei 3402Wuhu 3403Bengbu 3404Huainan 3405Ma'anshan 3406Huaibei 3407Tongling 3408Anqing 3410Huangshan 3411Chuzhou
3412Fuyang 3413Suzhou 3415Lu'an 3416Bozhou 3417Chizhou 3418Xuancheng
3501Fuzhou 3502Xiamen 3503Putian 3504Sanming 3505Quanzhou 3506Zhangzhou 3507Nanping 3508Longyan 3509Ningde
3601Nanchang 3602Jingdezhen 3603Pingxiang 3604Jiujiang 3605Xinyu 3606Yingtan 3607Ganzhou 3608Ji'an 3609Yichun 3610Fuzhou
3611Shangrao
3701Jinan 3702Qingdao 3703Zibo 3704Zaozhuang 3705Dongying 3706Yantai 3707Weifang 3708Jining 3709Tai'an 3710Weihai
3711Rizhao 3713Linyi 3714Dezhou 3715Liaocheng 3716Binzhou 3717Heze
4101Zhengzhou 4102Kaifeng 4103Luoyang 4104Pingdingshan 4105Anyang 4106Hebi 4107Xinxiang 4108Jiaozuo 4109Puyang
4110Xuchang 4111Luohe 4112Sanmenxia 4113Nanyang 4114Shangqiu 4115Xinyang 4116Zhoukou 4117Zhumadian
4201Wuhan 4202Huangshi 4203Shiyan 4205Yichang 4206Xiangyang 4207Ezhou 4208Jingmen 4209Xiaogan 4210Jingzhou 4211Huanggang
4212Xianning 4213Suizhou 4228Enshi
4301Changsha 4302Zhuzhou 4303Xiangtan 4304Hengyang 4305Shaoyang 4306Yueyang 4307Changde 4308Zhangjiajie 4309Yiyang
4310Chenzhou 4311Yongzhou 4312Huaihua 4313Loudi 4331Xiangxi
4401Guangzhou 4402Shaoguan 4403Shenzhen 4404Zhuhai 4405Shantou 4406Foshan 4407Jiangmen 4408Zhanjiang 4409Maoming
4412Zhaoqing 4413Huizhou 4414Meizhou 4415Shanwei 4416Heyuan 4417Yangjiang 4418Qingyuan 4419Dongguan 4420Zhongshan
4451Chaozhou 4452Jieyang 4453Yunfu
4501Nanning 4502Liuzhou 4503Guilin 4504Wuzhou 4505Beihai 4506Fangchenggang 4507Qinzhou 4508Guigang 4509Yulin 4510Baise
4511Hezhou 4512Hechi 4513Laibin 4514Chongzuo
4601Haikou 4602Sanya 4603Sansha 4604Danzhou
5101Chengdu 5103Zigong 5104Panzhihua 5105Luzhou 5106Deyang 5107Mianyang 5108Guangyuan 5109Suining 5110Neijiang
5111Leshan 5113Nanchong 5114Meishan 5115Yibin 5116Guang'an 5117Dazhou 5118Ya'an 5119Bazhong 5120Ziyang 5132Ngawa
5133Garzê 5134Liangshan
5201Guiyang 5202Liupanshui 5203Zunyi 5204Anshun 5205Bijie 5206Tongren 5223Qianxinan 5226Qiandongnan 5227Qiannan
5301Kunming 5303Qujing 5304Yuxi 5305Baoshan 5306Zhaotong 5307Lijiang 5308Pu'er 5309Lincang 5323Chuxiong 5325Honghe
5326Wenshan 5328Xishuangbanna 5329Dali 5331Dehong 5333Nujiang 5334Dêqên
5401Lhasa 5402Shigatse 5403Chamdo 5404Nyingchi 5405Shannan 5406Nagqu 5425Ngari
6101Xi'an 6102Tongchuan 6103Baoji 6104Xianyang 6105Weinan 6106Yan'an 6107Hanzhong 6108Yulin 6109Ankang 6110Shangluo
6201Lanzhou 6202Jiayuguan 6203Jinchang 6204Baiyin 6205Tianshui 6206Wuwei 6207Zhangye 6208Pingliang 6209Jiuquan
6210Qingyang 6211Dingxi 6212Longnan 6229Linxia 6230Gannan
6301Xining 6302Haidong 6322Haibei 6323Huangnan 6325Hainan 6326Golog 6327Yushu 6328Haixi
6401Yinchuan 6402Shizuishan 6403Wuzhong 6404Guyuan 6405Zhongwei
6501Ürümqi 6502Karamay 6504Turpan 6505Hami 6523Changji 6527Bortala 6528Bayingolin 6529Aksu 6530Kizilsu 6531Kashgar
6532Hotan 6540Ili 6542Tacheng 6543Altay
"""
_NAMES = {entry[:4]: entry[4:] for entry in _CITIES.split()}
_HEADINGS = {"市辖区": "{}", "县": "{}: counties"}
"""Where the law has only a heading for the second level; of the others, what follows the province by itself."""


def province_in_english(code: str) -> str:
    """The English name of a province (省) by a code whose first two digits are its own: Inner Mongolia, Shanghai."""
    return _PROVINCES[code[:2]]


def city_in_english(code: str) -> str:
    """The English name of a city (市) on a form, by a code whose first four digits are its own."""
    if code[:4] in _NAMES:
        return _NAMES[code[:4]]
    return _HEADINGS.get(CITIES[code[:4]], "{}: other cities").format(province_in_english(code))


def place_in_english(division_code: str) -> str | None:
    """Where a parcel goes, by the city's English name or the province's; None when there is no such place."""
    if place_of(division_code) is None:
        return None
    return _NAMES.get(division_code[:4]) or province_in_english(division_code)
