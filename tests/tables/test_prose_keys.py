"""Sentences of our own in many wordings, each with the keys that a reader gives to its numbers."""

from pathlib import Path

import pytest

from analysis.documents.blocks import Line
from analysis.forms.statements import UNCLASSIFIED, load_vocabulary
from analysis.prose import read_statements as statements

# (year, text, what a reader says: the key and value of every keyed figure of the whole scope)
SENTENCES: list[tuple[int, str, dict[str, float]]] = [
    # how many came
    (2020, "全年共收到政府信息公开申请85件。", {"applications.new": 85}),
    (2016, "全市共受理依申请公开政府信息156宗。", {"applications.new": 156}),
    (2020, "共接受依申请公开23条。", {"applications.new": 23}),
    (2012, "接到公民、法人和其他组织提出的政府信息公开申请12份。", {"applications.new": 12}),
    (2024, "我局共收到7宗依申请公开，较2023年减少12.5%。", {"applications.new": 7, "growth.applications.new": -12.5}),
    (2020, "2020年收到政府信息公开申请25件，比上年增加5件，增长25%。", {"applications.new": 25, "growth.applications.new": 25}),
    (2020, "我局全年办理行政复议案件120件、行政应诉案件45件。", {}),
    # differences, other years, outcomes
    (2020, "收到政府信息公开申请比上年增加137件，增长12.5%。", {"growth.applications.new": 12.5}),
    (2020, "收到政府信息公开申请1234件，新收申请数量较上年多137件，增长12.5%。", {"applications.new": 1234, "growth.applications.new": 12.5}),
    (2020, "收到政府信息公开申请1234件，收到申请数量较2019年的1097件增长12.5%。", {"applications.new": 1234, "growth.applications.new": 12.5}),
    (2020, "上年度未收到政府信息公开申请，本年度收到3件。", {"applications.new": 3}),
    (2020, "2021年未发生因政府信息公开引发的行政诉讼的案件，行政复议案件3件。", {}),
    (2020, "（一）依申请公开。在按时办结的1250件申请中，主动公开120件，同意公开700件，同意部分公开40件，不同意公开50件。",
     {"applications.closed_total": 1250, "closed_on_time": 1250, "applications.granted": 700, "applications.granted_partly": 40, "applications.refused": 50}),
    (2020, "答复政府信息公开申请20件，其中主动公开5件，同意公开3件。", {"applications.closed_total": 20, "applications.granted": 3}),
    (2020, "收到政府信息公开申请1000件，予以公开（含部分公开）860件，不予公开10件。",
     {"applications.new": 1000, "applications.granted_or_partly": 860, "applications.refused": 10}),
    (2020, "收到政府信息公开申请20件，予以公开15件（含部分公开3件）。",
     {"applications.new": 20, "applications.granted_or_partly": 15, "applications.granted_partly": 3}),
    (2020, "作为复议机关，市政府共受理行政复议案件520件。其中维持300件，纠正20件。", {}),
    (2020, "因政府信息公开被申请行政复议134件，其中维持100件，纠正20件，其他14件；被提起行政诉讼案件（含上年结转）15件，其中维持3件，其他2件。",
     {"disputes.reconsideration.total": 134, "disputes.reconsideration.upheld": 100, "disputes.reconsideration.corrected": 20,
      "disputes.reconsideration.other": 14, "disputes.litigation.total": 15, "disputes.litigation.upheld": 3, "disputes.litigation.other": 2}),
    (2020, "收到政府信息公开申请20件，办结18件，其他2件。", {"applications.new": 20, "applications.closed_total": 18}),
    (2020, "收到政府信息公开申请的部门有12个，共有125家单位收到政府信息公开申请。", {}),
    (2020, "近三年共受理政府信息公开申请120件。", {}),
    (2020, "第三季度收到政府信息公开申请5件，全年收到20件。", {"applications.new": 20}),
    (2023, "予以公开6件（50%），收到申请12件。", {"applications.new": 12}),
    (2022, "全年共收到依申请公开事项7，均已办理。", {"applications.new": 7, "applications.closed_total": 7}),
    (2020, "2020年度我镇发生依申请公开1次。", {"applications.new": 1}),
    (2018, "2018年受理、承办各类政府信息依申请公开件共计2个。", {"applications.new": 2}),
    (2021, "本机关收到政府信息公开申请十二件，办结十二件。", {"applications.new": 12, "applications.closed_total": 12}),
    (2020, "本年新收政府信息公开申请85件，上年结转3件，共办结86件，结转下年度继续办理2件。",
     {"applications.new": 85, "applications.carried_in": 3, "applications.closed_total": 86, "applications.carried_out": 2}),
    (2021, "收到申请36件，其中32件已办结，4件结转至2022年办理。", {"applications.new": 36, "applications.closed_total": 32, "applications.carried_out": 4}),
    (2021, "2021年收到申请36件，2020年结转申请2件。", {"applications.new": 36, "applications.carried_in": 2}),
    (2020, "受理并办结政府信息公开申请34件，办结率100%。", {"applications.new": 34, "share.applications.closed_total": 100}),
    (2024, "全年依法依规办理依申请公开件800余件。", {"applications.closed_total": 800}),
    (2016, "已到答复期的45件申请全部按期答复，均由政府信息公开办公室办理。", {"applications.closed_total": 45}),
    (2015, "共接到政府信息公开申请1234件，办结1200件，延期办结10件。", {"applications.new": 1234, "applications.closed_total": 1200, "closed_extended": 10}),
    # how they came
    (2018, "受理政府信息公开申请156件，其中当面申请12件，传真申请3件，网络申请100件，信函申请41件。",
     {"applications.new": 156, "received_in_person": 12, "received_fax": 3, "received_online": 100, "received_letter": 41}),
    (2022, "收到依申请公开6件，2件为网络申请，4件为信件申请。", {"applications.new": 6, "received_online": 2, "received_letter": 4}),
    (2023, "收到政府信息公开申请44件（其中：网上申请42件，现场申请0件，邮寄2件）。",
     {"applications.new": 44, "received_online": 42, "received_in_person": 0, "received_letter": 2}),
    (2019, "通过网络、信函、传真等方式共收到政府信息公开申请20件。", {"applications.new": 20}),
    (2014, "收到的政府信息公开申请只有信函申请1条。", {"received_letter": 1, "applications.new": 1}),
    (2017, "受理政府信息公开申请201件，其中各级政府收到73件，政府工作部门收到128件。",
     {"applications.new": 201, "received_by_governments": 73, "received_by_departments": 128}),
    # how they ended
    (2023, "（一）依申请公开。全年共办理政府信息公开申请58件，其中予以公开20件，部分公开8件，不予公开3件，无法提供18件，不予处理6件，其他处理3件。",
     {"applications.closed_total": 58, "applications.granted": 20, "applications.granted_partly": 8, "applications.refused": 3, "applications.unable": 18,
      "applications.not_processed": 6, "applications.other": 3}),
    (2022, "收到政府信息公开申请130件，其中予以公开或部分公开59件、占45.3%。",
     {"applications.new": 130, "applications.granted_or_partly": 59, "share.applications.granted_or_partly": 45.3}),
    (2017, "受理申请201件，属于公开范围信息169件，不予公开信息5件，信息不全、内容不明确的27件。",
     {"applications.new": 201, "applications.granted_or_partly": 169, "applications.refused": 5, "applications.unclear": 27}),
    (2020, "不予公开7件，其中属于国家秘密1件，其他法律行政法规禁止公开1件，危及“三安全一稳定”1件，保护第三方合法权益1件，属于三类内部事务信息1件，"
     "属于四类过程性信息1件，属于行政执法案卷2件，属于行政查询事项3件。",
     {"applications.refused_state_secret": 1, "applications.refused_other_law": 1, "applications.refused_security_stability": 1,
      "applications.refused_third_party": 1, "applications.refused_internal_affairs": 1, "applications.refused_deliberative": 1,
      "applications.refused_enforcement_file": 2, "applications.refused_registry_query": 3}),
    (2021, "本机关不掌握相关政府信息15件，没有现成信息需要另行制作2件，补正后申请内容仍不明确1件。",
     {"applications.unable_not_held": 15, "applications.unable_needs_creation": 2, "applications.unable_unclear": 1}),
    (2021, "信访举报投诉类申请4件，重复申请2件，要求提供公开出版物1件，无正当理由大量反复申请3件，要求行政机关确认或重新出具已获取信息5件。",
     {"applications.not_processed_petition": 4, "applications.not_processed_duplicate": 2, "applications.not_processed_publication": 1,
      "applications.not_processed_excessive": 3, "applications.not_processed_reconfirmation": 5}),
    (2022, "申请人无正当理由逾期不补正2件，申请人逾期未按收费通知要求缴纳费用1件。",
     {"applications.other_correction_overdue": 2, "applications.other_fee_overdue": 1}),
    (2016, "收到申请120件，其中涉及国家秘密1件，涉及商业秘密2件，涉及个人隐私3件，危及国家安全、公共安全、经济安全和社会稳定4件，"
     "非政府信息5件，法律法规规定的其他情形6件。",
     {"applications.new": 120, "refused_state_secret": 1, "refused_trade_secret": 2, "refused_privacy": 3, "refused_security_stability": 4,
      "refused_not_government_information": 5, "refused_other_law": 6}),
    (2016, "收到政府信息公开申请130件。申请答复数120件，其中属于已主动公开范围30件，同意公开答复50件，不属于本行政机关公开12件，申请信息不存在8件，告知通过其他途径办理9件。",
     {"applications.new": 130, "replies_total": 120, "reply_already_public": 30, "applications.granted": 50, "applications.not_this_organ": 12,
      "applications.not_exist": 8, "reply_other_channel": 9}),
    # reconsideration and litigation
    (2020, "因政府信息公开被申请行政复议12件，其中维持8件，纠正2件，其他结果1件，尚未审结1件；被提起行政诉讼6件，维持3件，纠正1件，其他结果1件，尚未审结1件。",
     {"disputes.reconsideration.total": 12, "disputes.reconsideration.upheld": 8, "disputes.reconsideration.corrected": 2,
      "disputes.reconsideration.other": 1, "disputes.reconsideration.pending": 1, "disputes.litigation.total": 6, "disputes.litigation.upheld": 3,
      "disputes.litigation.corrected": 1, "disputes.litigation.other": 1, "disputes.litigation.pending": 1}),
    (2022, "因政府信息公开未经复议直接起诉7件，结果维持1件，结果纠正2件，其他结果3件，尚未审结1件；复议后起诉10件，结果维持4件，结果纠正3件，其他结果2件，尚未审结1件。",
     {"disputes.litigation_direct.total": 7, "disputes.litigation_direct.upheld": 1, "disputes.litigation_direct.corrected": 2,
      "disputes.litigation_direct.other": 3, "disputes.litigation_direct.pending": 1, "disputes.litigation_after_reconsideration.total": 10,
      "disputes.litigation_after_reconsideration.upheld": 4, "disputes.litigation_after_reconsideration.corrected": 3,
      "disputes.litigation_after_reconsideration.other": 2, "disputes.litigation_after_reconsideration.pending": 1}),
    (2025, "政府信息公开行政复议36起、行政诉讼9起。", {"disputes.reconsideration.total": 36, "disputes.litigation.total": 9}),
    (2019, "本年度，政府信息公开行政复议、行政诉讼0件。", {"disputes.reconsideration.total": 0, "disputes.litigation.total": 0}),
    (2019, "本年度，政府信息公开行政复议、行政诉讼共5件。", {}),
    (2016, "涉及政府信息公开的举报投诉3件。", {"complaints": 3}),
    # money
    (2021, "全年收取政府信息公开信息处理费1.5万元。", {"info_fee_yuan": 15000}),
    (2013, "依申请公开信息收取检索、复制、邮寄费用共计560元。", {"info_fee_yuan": 560}),
    (2021, "发出收费通知3件，总金额340元。", {"info_fee_applications": 3}),
    (2023, "全年行政事业性收费251.5万元。", {"proactive.fees.amount_wan_yuan": 251.5}),
    (2020, "行政事业性收费69363。", {}),
    (2020, "政府集中采购117454.772万元。", {"proactive.procurement.amount_wan_yuan": 117454.772}),
    # disclosure on the organ's own initiative
    (2017, "全年主动公开政府信息12.6万条，同比增长20%。其中，政府公报公开政府信息320条，政府网站公开8.9万条，政务微博公开1.2万条，政务微信9800条。",
     {"proactive_items": 126000, "growth.proactive_items": 20, "published_gazette": 320, "published_website": 89000, "published_weibo": 12000,
      "published_wechat": 9800}),
    (2020, "全市公布政府信息2599条。", {"proactive_items": 2599}),
    (2011, "制作、获取的政府信息共1873条，其中主动公开的有425条，列为不予公开的有1402条。", {"proactive_items": 425}),
    (2016, "政府信息公开申请从60件降到58件。", {"applications.new": 58}),
    (2016, "政府信息公开申请由2015年的60件增加到77件，增长28.3%。",
     {"applications.new": 77, "growth.applications.new": 28.3}),
    (2016, "收到政府信息公开申请比上年的60件增加17件，达到77件。", {"applications.new": 77}),
    (2024, "通过门户网站主动公开政府信息10407条。", {"proactive_items": 10407, "published_website": 10407}),
    (2021, "通过门户网站主动公开政府信息2300条，通过微信公众号主动公开政府信息560条。", {"published_website": 2300, "published_wechat": 560}),
    (2024, "通过政府网站、政务新媒体等渠道主动公开信息4万余条。", {"proactive_items": 40000}),
    (2018, "开设微博29个，发布1992条。", {"published_weibo": 1992}),
    (2018, "微信公众号15个，共发布5600条。", {}),
    (2023, "民生领域公开信息1654条。", {}),
    (2023, "宣传栏公开信息200条。", {}),
    (2014, "到目前累计主动公开政府信息100条。", {}),
    # documents and decisions
    (2019, "主动公开规章制度74件、规范性文件430件。", {"proactive.rules.newly_disclosed": 74, "proactive.normative_documents.newly_disclosed": 430}),
    (2020, "制定规章2件，制定规范性文件36件。", {"proactive.rules.newly_made": 2, "proactive.normative_documents.newly_made": 36}),
    (2022, "制发规章3件，废止1件，现行有效12件。", {"proactive.rules.issued": 3, "proactive.rules.repealed": 1, "proactive.rules.in_force": 12}),
    (2022, "本年制发行政规范性文件15件，废止8件，现行有效122件。",
     {"proactive.normative_documents.issued": 15, "proactive.normative_documents.repealed": 8, "proactive.normative_documents.in_force": 122}),
    (2017, "公开规范性文件28件，制定规范性文件30件。", {"proactive_normative": 28, "normative_issued": 30}),
    (2020, "办理行政许可12.3万件，其他对外管理服务事项475530件，行政处罚8900件，行政强制45件。",
     {"proactive.licensing.decisions": 123000, "proactive.other_services.decisions": 475530, "proactive.penalties.decisions": 8900,
      "proactive.compulsion.decisions": 45}),
    (2020, "在门户网站公开行政许可123条，行政处罚23条。", {}),
    (2016, "办理行政许可1200件。", {}),
    # explanation and response
    (2017, "举办新闻发布会23次，组织政府网站在线访谈18次，发布政策解读稿件156篇，回应公众关注热点或重大舆情45次。",
     {"press_conferences": 23, "interviews": 18, "policy_interpretations": 156, "responses_hot_topics": 45}),
    (2022, "全年共举办191场市政府新闻发布活动，市政府领导出席新闻发布会共计25人次。", {"press_conferences": 191}),
    (2020, "发布文件解读信息25条，其中文字解读信息13条。", {"policy_interpretations": 25}),
    (2019, "扶贫政策问题解读50条。", {}),
    # organisation
    (2016, "召开政府信息公开工作会议5次，举办各类培训班6次，接受培训人员320人次。", {"meetings": 5, "trainings": 6, "trainees": 320}),
    (2015, "设置政府信息公开查阅点86个，从事政府信息公开工作人员210人，其中专职人员35人，兼职人员175人。",
     {"reading_points": 86, "staff_total": 210, "staff_full_time": 35, "staff_part_time": 175}),
    (2020, "开展消防安全培训12次。", {}),
    # services around the report
    (2019, "12345市长公开电话共接听群众来电202699个，其中登记受理有效诉求156124件，办结156124件，满意结案149676件，群众满意率达95.86%。",
     {"hotline_calls": 202699, "hotline_registered": 156124, "hotline_closed": 156124, "hotline_satisfied": 149676, "share.hotline_satisfied": 95.86}),
    (2020, "市长信箱收到来信2356封，办结2300封，回复率97.6%。", {"mailbox_received": 2356, "mailbox_handled": 2300, "share.mailbox_handled": 97.6}),
    (2017, "政务服务中心受理办件42.8万件，网上受理办件52358件。", {"services_accepted": 428000, "services_online": 52358}),
    (2012, "行政服务中心累计收件9898件，办结9542件。", {"services_accepted": 9898, "services_closed": 9542}),
    (2020, "全区上线3025项政务服务事项。", {"services_listed": 3025}),
    (2017, "收到建议提案1016件，其中人大代表建议285件，政协提案731件。", {"proposals_congress": 285, "proposals_cppcc": 731}),
]  # fmt: skip


def read(year: int, text: str) -> dict[str, float]:
    """The keyed figures of the whole scope; a key must not have two values."""
    found: dict[str, float] = {}
    issuer = "甲区人民政府" if "全区" in text else "甲市人民政府"
    for said in statements([Line(text)], year=year, issuer=issuer, paraphrase=False):
        if said.key != UNCLASSIFIED and not said.part:
            assert said.value is not None and found.setdefault(said.key, said.value) == said.value
    return found


@pytest.mark.parametrize(
    ("year", "text", "expected"), SENTENCES, ids=[text[:24] for _, text, _ in SENTENCES]
)
def test_a_sentence(year: int, text: str, expected: dict[str, float]) -> None:
    assert read(year, text) == expected


def test_every_key_of_the_vocabulary_has_a_sentence() -> None:
    rules = (
        {rule.key for rule in load_vocabulary().rules}
        | {rule.also for rule in load_vocabulary().rules if rule.also}
        | {zero.key for zero in load_vocabulary().zeros}
    )
    passages = (Path(__file__).parent / "passages.toml").read_text("utf-8")
    assert {
        key
        for key in rules - {key for _, _, expected in SENTENCES for key in expected}
        if f"{key} " not in passages
    } == set()


EXAMPLES = {(rule.example, rule.years): set[str]() for rule in load_vocabulary().rules}
for rule in load_vocabulary().rules:  # those of one `each` share an example
    EXAMPLES[rule.example, rule.years].add(rule.key)


@pytest.mark.parametrize(
    ("example", "years"), EXAMPLES, ids=[example[:24] for example, _ in EXAMPLES]
)
def test_vocabulary_examples(example: str, years: tuple[int, int]) -> None:
    """The sentence that justifies a rule is read with its key."""
    year = max(years[0], min(years[1], 2020))
    found = {
        said.key
        for issuer in ("甲区人民政府", "甲市统计局")
        for said in statements([Line(example)], year=year, issuer=issuer, paraphrase=False)
    }
    assert found & EXAMPLES[example, years]


def test_every_word_says_where_it_was_seen() -> None:
    words = load_vocabulary()
    assert words.seen.keys() == {word for word, tags in words.words.items() if tags}
    assert sum(where == "(?)" for where in words.seen.values()) < 0.42 * len(words.seen)


@pytest.mark.parametrize(
    ("year", "text", "keys"),
    [
        (2020, "未收到政府信息公开申请。", {"applications.new"}),
        (2020, "2020年度我街办未接到提出公开政府信息的申请。", {"applications.new"}),
        (2018, "没有收到信息公开申请，也没有行政复议、提起行政诉讼的情况。",
         {"applications.new", "disputes.reconsideration.total", "disputes.litigation.total"}),
        (2022, "未发生因政府信息公开申请提起的行政复议和行政诉讼案件。", {"disputes.reconsideration.total", "disputes.litigation.total"}),
        (2022, "全年没有因政府信息公开被申请行政复议、提起行政诉讼的情况发生。", {"disputes.reconsideration.total", "disputes.litigation.total"}),
        (2019, "全年政府信息公开类行政复议、行政诉讼均未发生。", {"disputes.reconsideration.total", "disputes.litigation.total"}),
        (2016, "2016年没有政府信息公开行政诉讼。", {"disputes.litigation.total"}),
        (2020, "没有行政诉讼和举报投诉。", {"disputes.litigation.total", "complaints"}),
        (2020, "未收到群众举报投诉。", set()),
        (2020, "上年度没有行政复议，本年度没有行政复议。", {"disputes.reconsideration.total"}),
        (2021, "2021年没有收取信息处理费。", {"info_fee_yuan"}),
        (2014, "依申请提供信息没有收费。", {"info_fee_yuan"}),
        (2019, "各级行政机关均未对依申请公开政府信息收取检索、复制、邮寄等成本费用。", {"info_fee_yuan"}),
        (2022, "本年度没有超期未答复的政府信息公开申请。", set()),
        (2022, "政府信息公开方面未发生行政复议被纠正的情况。", set()),
        (2023, "未出现因答复不当引起的行政复议、行政诉讼等情况。", set()),
        (2020, "目前尚无发现应主动公开政府信息而未予公开的情况。", set()),
        (2020, "也不存在减免费用。", set()),
        (2020, "个别部门未按规定时限答复政府信息公开申请。", set()),
        (2020, "未来将进一步规范政府信息公开申请办理。", set()),
    ],
)  # fmt: skip
def test_a_zero_said_in_words(year: int, text: str, keys: set[str]) -> None:
    assert read(year, text) == dict.fromkeys(keys, 0.0)
