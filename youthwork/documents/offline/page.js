/* 页面: a text or a file comes in, one plain sentence goes out. Nothing leaves this page. */
(function () {
  'use strict';
  const LIST = JSON.parse(document.getElementById('key-list').textContent);
  const MOST_BYTES = 50 * 1024 * 1024;
  const $ = (id) => document.getElementById(id);
  const WHOLE_FILE = '请把下面各项与看到的页面逐项对照。本页不核对整个文件的签名：盖章和备案签名是否有效、文件有没有添改，请把 PDF 交给系统的“核验”页，或用信任根证书的 PDF 阅读器打开。';
  const NO_FILE = '填报内容没有核对：选择 PDF 文件，可以连同其中的填报数据一起核对。只有纸件时，请把下面各项与纸面逐项对照。';

  $('form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const file = $('file').files[0], pasted = $('text').value.trim();
    show({ kind: 'wait', heading: '正在核验……', notes: [] });
    try {
      show(await judge(file, pasted));
    } catch (fault) {
      show(cannotSay('这个浏览器没能读完（' + fault.message + '）。请换一个新一些的浏览器，或使用系统的“核验”页。'));
    }
  });
  $('form').addEventListener('reset', () => { $('answer').hidden = true; });
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) $('file').files = event.dataTransfer.files;
  });

  const cannotSay = (reason, facts) => ({ kind: 'wait', heading: '无法判断', notes: [reason], facts });
  const wrong = (heading, reason, facts) => ({ kind: 'back', heading, notes: [reason], facts });

  async function judge(file, pasted) {
    if (!file && !pasted) return cannotSay('请粘贴方码的文字，或选择成件的 PDF 文件。');
    if (file && file.size > MOST_BYTES) return cannotSay('文件有 ' + Math.ceil(file.size / 1048576) + ' MB，本页最多读 50 MB；本系统的成件没有这么大。');
    const found = file ? paper.open(new Uint8Array(await file.arrayBuffer())) : null;
    if (found && found.trouble) return wrong('不是本系统的件', found.trouble + '。');
    if (found && !pasted && !found.code) return cannotSay(found.isSigned ? '文件里没有核验码：可能还没有备案。请用系统的“核验”页核对它的签名。' : '文件里没有签名，也没有核验码：它不是本系统备案的成件。');

    const signed = code.read(pasted || found.code);
    if (!signed) return wrong('不是本系统的码', '这段文字不是本系统的核验码，或者不完整。请扫成件下方的方码，从第一行到“签名”后面的字母全部粘贴进来。');
    const known = LIST.keys.find((key) => key.id === signed.keyId);
    if (!known && signed.facts.filedOn > LIST.date) return cannotSay('签码的公钥 ' + signed.keyId + ' 不在本页的清单里，而备案日期晚于本页（' + LIST.date + '）：请重新下载离线核验页再试。', null);
    if (!known) return wrong('不是本系统的码', '签码的公钥 ' + signed.keyId + ' 不在本系统的公钥清单里。');
    if (!await code.isGenuine(signed, bytesOfHex(known.public))) return wrong('不符：所列事实被改动过', '核验码里的签名与所列事实对不上：至少有一个字不是备案机关签发时的样子。');
    if (!found) return { kind: 'done', heading: '所列事实是真实的', notes: [NO_FILE], facts: signed.facts };
    return judgeContent(found, signed.facts, pasted);
  }

  async function judgeContent(found, facts, pasted) {
    const inFile = code.read(found.code);
    if (pasted && inFile && inFile.facts.machineNumber !== facts.machineNumber) return wrong('不符：码和文件不是同一件', '粘贴的是 ' + facts.machineNumber + ' 的码，文件里的是 ' + inFile.facts.machineNumber + ' 的。');
    if (!found.answers.length) return wrong('不符：文件里没有填报数据', '所列事实是真实的，但这个文件里没有与它对应的填报数据。', facts);
    if (found.answers.includes(null)) return cannotSay('所列事实是真实的；文件里的填报数据已损坏，解不开，没有核对。请重新取得原件，或使用系统的“核验”页。', facts);
    const digests = await Promise.all(found.answers.map(code.sha256));
    if (digests.some((digest) => digest !== facts.digest)) return wrong('不符：填报内容被改动过', '所列事实是真实的，但文件里的填报数据与备案时的不一样（数据摘要对不上）。', facts);
    if (!found.isCovered) return cannotSay('所列事实和填报数据是真实的，但文件在最后一个签名之后还有内容，不知道添改了什么。请用系统的“核验”页核对整个文件。', facts);
    return { kind: 'done', heading: '所列事实和填报内容是真实的', notes: [WHOLE_FILE], facts, answers: JSON.parse(new TextDecoder().decode(found.answers[0])) };
  }

  function show(result) {
    const place = $('answer');
    place.hidden = false;
    place.className = result.kind;
    place.textContent = '';
    place.append(element('h2', result.heading), ...result.notes.map((note) => element('p', note)));
    if (result.facts) place.append(listed(rowsOf(result.facts)));
    if (result.answers) place.append(contentOf(result.answers));
    if (result.kind !== 'wait') place.focus();
  }
  const rowsOf = (facts) => [
    ['备案号', facts.filingNumber + (facts.isDemo ? '（演示文件，不作公务使用）' : '')], ['机器编号', facts.machineNumber],
    ['备案机关', facts.organ], ['填报单位', facts.owner], ['题名', facts.title], ['备案日期', facts.filedOn], ['数据摘要', facts.digest],
  ];
  function contentOf(answers) {
    const labels = labelsFor(answers), inOrder = Object.keys(labels);
    const labelOf = (name) => labels[name] || name;
    /* In the order of the form; what the form does not know comes last. */
    const cellsOf = (cells) => Object.entries(cells).filter(([name]) => name !== 'id')
      .sort(([one], [other]) => (inOrder.indexOf(one) + 1 || Infinity) - (inOrder.indexOf(other) + 1 || Infinity) || 0);
    const details = element('details', '');
    details.open = true;
    details.append(element('summary', '备案的填报内容，可与纸面逐项对照'));
    const named = ([name, value]) => [labelOf(name), value];
    details.append(listed(cellsOf(answers).filter(([, value]) => !Array.isArray(value)).map(named)));
    cellsOf(answers).filter(([, value]) => Array.isArray(value)).forEach(([name, rows]) => {
      rows.forEach((row, i) => details.append(element('h3', labelOf(name) + ' 第 ' + (i + 1) + ' 行'), listed(cellsOf(row).map(named))));
    });
    return details;
  }
  /* The labels of the first annex that has every field these answers have. */
  function labelsFor(answers) {
    const names = new Set(Object.entries(answers).flatMap(([name, value]) => [name, ...(Array.isArray(value) ? value.flatMap(Object.keys) : [])]));
    names.delete('id');
    return LIST.annexes.find((annex) => Array.from(names).every((name) => name in annex)) || {};
  }
  function listed(rows) {
    const list = document.createElement('dl');
    rows.filter(([, value]) => value !== '' && value !== null).forEach(([name, value]) => {
      const row = document.createElement('div');
      row.append(element('dt', name), element('dd', String(value)));
      if (/^[0-9a-f]{64}$/.test(value)) row.lastChild.className = 'key';
      list.append(row);
    });
    return list;
  }
  function element(tag, text) {
    const made = document.createElement(tag);
    made.textContent = text;
    return made;
  }
  const bytesOfHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
})();
