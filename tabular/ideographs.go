package tabular

import (
	"math"
	"strings"
	"unicode"

	"golang.org/x/text/encoding"
)

// ideographs is what names and short texts look like in an encoding of thousands of
// letters: which of them are frequent, and which of the others are in use at all.
type ideographs struct {
	common   string // what names are mostly made of, in any order
	encoding encoding.Encoding
	// usual reports whether a letter that is not common stands, in the encoding, among
	// those in use. The first two bytes say so.
	usual func(lead, trail byte) bool
	many  float64 // how many those are
	// kana: its two small scripts are as frequent as its common letters.
	kana bool
}

// Among thousands of letters, most of a text is made of a few hundred. The mass of
// the common ones, of the usual ones together, and of each of the rest.
const (
	commonMass = 0.78
	usualMass  = 0.2
	rare       = 1e-6
)

var han = map[string]*ideographs{
	"gb18030": {
		common: "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文" +
			"伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂玉萍红玲建国华志新春海东云飞鹏辉鑫波宇浩凯健俊帆雪婷慧莹琳晶欣佳怡然子梓涵轩诗雨晨思嘉一天心美晓小永德生光福宝成中正义仁爱民安和家庆清荣贵祥振兴立世大山水木火土月日" +
			"先生女士老师经理公司北京上海广州深圳市省区县路号店客户电话手机姓名备注地址微信联系人会员地区城市的是了在有不我他这个们来到时为要就出以可下过得着你她说好多能对还没回看已是否感兴趣产品咨询意向高级普通黄金白新",
		encoding: gb18030, usual: func(lead, trail byte) bool { return 0xB0 <= lead && lead <= 0xD7 && trail >= 0xA1 }, many: 3755,
	},
	"big5": {
		common: "陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾彭游詹胡施沈余盧梁趙顏柯翁魏孫戴范方宋鄧杜傅侯曹薛丁卓馬阮董溫唐藍石蔣古紀姚連馮歐程湯田康姜白汪鄒尤巫鐘黎涂龔嚴韓袁金童陸夏柳凃邵錢伍倪" +
			"美淑惠麗玉秀雅怡佳文志明建家俊宏俐芬芳玲君華英瑞傑偉雄國榮豪翔冠宇承恩柏翰品妤子詠晴心怡婷筱涵詩庭欣穎慧如雯琪萱靜宜珮婉貞珍鳳嬌蘭梅菊雲霞春夏秋月素金銀寶珠福祿壽安康平順利成功大中小正義仁愛民生天地人和信昌德永進輝" +
			"先生小姐女士老師經理公司台北高雄臺中新竹桃園香港九龍市區路號店客戶電話手機姓名備註地址聯絡會員城市的是了在有不我他這個們來到時為要就出以可下過得你她說好多能對還沒回看已興趣產品諮詢",
		encoding: big5, usual: func(lead, _ byte) bool { return 0xA4 <= lead && lead <= 0xC6 }, many: 5401,
	},
	"shift_jis": {
		common: commonJapanese, kana: true, many: 2965,
		encoding: shiftJIS, usual: func(lead, trail byte) bool {
			return (0x88 <= lead && lead < 0x98) || (lead == 0x98 && trail <= 0x72)
		},
	},
	"euc-jp": {
		common: commonJapanese, kana: true, many: 2965,
		encoding: eucJP, usual: func(lead, _ byte) bool { return 0xB0 <= lead && lead <= 0xCF },
	},
	"euc-kr": {
		common: "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용민준서연지우현수영호진재경미희숙정은성동상철규태혁훈석환찬빈" +
			"윤아나다라가보람솔별빛새봄여름예슬혜원린율하은채시후건승범혁광순자옥춘말복덕분례길만식병종창남섭열근택학권일이삼님사장부과대리직원고객전화번호이름주소메모비고서울시구동로길점한국의에를을는은이가와도로으해요니다습",
		encoding: eucKR, usual: func(lead, trail byte) bool { return 0xB0 <= lead && lead <= 0xC8 && trail >= 0xA1 }, many: 2350,
	},
}

const commonJapanese = "佐藤鈴木高橋田中伊渡辺山本村小林加吉斎松井上口清水阿部池橋石川島前原後岡長谷近坂青西福三浦太金内野竹今千葉岩工酒遠宮大塚新平杉丸久保河菅桜市武横安秋柴関森北南東和星荒古堀増永土荻矢黒白片相馬沢澤浜崎尾根倉" +
	"一二三郎子美恵由紀真理香奈愛優花陽翔太悠斗蓮大輝健拓也直樹隆之誠司浩正明幸雄博和彦介輔哉人男夫代江枝智裕貴洋典宏英治信義孝徳次弘章秀雅康昭光勇勝進実学剛哲龍希望未来結衣葵莉菜咲彩乃里佳純麻千春夏秋冬月空海" +
	"様株式会社店東京都大阪府市区町丁目番号室電話携帯氏名住所備考担当者部長課営業者顧客様日本"

// weights are the probabilities of the common letters.
var commonLetters = func() map[string]map[rune]bool {
	all := make(map[string]map[rune]bool)
	for name, h := range han {
		all[name] = make(map[rune]bool)
		for _, r := range h.common {
			all[name][r] = true
		}
	}
	return all
}()

// likelihood is how likely a word is, as a logarithm.
func (h *ideographs) likelihood(word []rune, common map[rune]bool) float64 {
	sum := 0.0
	for i, r := range word {
		beyond := r > unicode.MaxASCII
		p := anASCIILetter
		if beyond {
			p = h.letter(r, common)
		}
		if i > 0 && beyond != (word[i-1] > unicode.MaxASCII) {
			p *= unlikely
		}
		sum += math.Log(p)
	}
	return sum
}

func (h *ideographs) letter(r rune, common map[rune]bool) float64 {
	const kanaLetters, halfwidth = 170, 60
	mass := commonMass
	if h.kana {
		mass /= 2
	}
	switch {
	case common[r]:
		return mass / float64(len(common))
	case h.kana && 0xFF66 <= r && r <= 0xFF9F:
		return 0.01 / halfwidth
	case h.kana && (unicode.In(r, unicode.Hiragana, unicode.Katakana) || r == 'ー'):
		return mass / kanaLetters
	}
	b, err := h.encoding.NewEncoder().Bytes([]byte(string(r)))
	if err == nil && len(b) == 2 && h.usual(b[0], b[1]) {
		return usualMass / h.many
	}
	return rare
}

// signs are what texts have besides letters: how they are set and what they cost,
// and what such texts are written with in East Asia.
const signs = "’‘“”„–—…€°«»¿¡·•№ªº\u00a0£©®´、。・「」【】（），：；！？～－·：％＋／０１２３４５６７８９"

// isSign reports whether a character that is no letter is one that people write.
func isSign(r rune) bool { return strings.ContainsRune(signs, r) }
