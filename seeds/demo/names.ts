import type { Chance } from './chance.ts';

/** Frequent surnames; no list of people was read, only of characters. */
const SURNAMES = Array.from(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤楼虞骆毕单仇区查翟盖解朴乐',
);
const TWO_CHARACTER_SURNAMES = ['欧阳', '司徒', '上官', '诸葛', '尉迟', '万俟', '令狐', '皇甫', '端木', '夏侯'];
/** Words of nature that are seldom names: whoever reads the demo sees that its people are made up. */
const GIVEN = Array.from(
  '砚汀屿岑檐蘅芜舸漪峤苔蓼荻筠篁岫涧澍霁昀晞曈穗稷秣樾桁椽枢柯栩栎桐榕渚洲沅湄泠湜溪澜岚崎嵘峙磐砾璞琮珩瑀璇瑭钧铎锷镝镜铃锦绫缃纨绢缎素缟丹青黛赭绯皓皎晦曙晨昼夕宵',
);
/** Characters that old fonts and old systems lose: extensions A, B, E and rare ones of the first plane. */
const RARE = ['𠮷', '㛃', '𬱖', '䶮', '堃', '翀', '喆', '犇', '𬭎', '骉'];

/** A made-up name of two to four characters. */
export const nameOf = (chance: Chance): string => {
  const surname = chance.percent(2) ? chance.oneOf(TWO_CHARACTER_SURNAMES) : chance.oneOf(SURNAMES);
  const given = () => (chance.percent(1.5) ? chance.oneOf(RARE) : chance.oneOf(GIVEN));
  return surname + given() + (chance.percent(80) ? given() : '');
};
