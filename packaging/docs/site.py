"""Makes pages of the documents: site.py FOLDER. Called by bin/docs, which brings cmark-gfm.

A document keeps its place and becomes NAME.html beside its name; README.md is index.html. Links to documents become links to pages, links
to other files of the repository stay as they are written where the file is copied, and are listed as an error where it is not there.
"""

import html
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# What stands in the margin, by subject; a document that is named nowhere is an error.
CONTENTS = [
    ("Start", ["README.md", "README.id.md", "docs/install.md", "docs/from-laravel.md", "docs/faq.md", "docs/glossary.md"]),
    ("Operating", [
        "docs/operating.md", "docs/dashboard.md", "docs/monitoring.md", "docs/upgrade.md", "docs/sizing.md", "docs/hardening.md",
        "docs/security.md"]),
    ("Sessions", ["docs/health.md", "docs/kpis.md", "docs/gateways/README.md"]),
    ("Gateways", [
        "docs/gateways/node.md", "docs/gateways/waha.md", "docs/gateways/evolution.md", "docs/gateways/wppconnect.md",
        "docs/gateways/wwebjs-api.md", "docs/gateways/gowa.md", "docs/gateways/openwa.md", "docs/gateways/wa-automate.md",
        "docs/writing-a-gateway.md", "docs/gateway-simulator.md"]),
    ("Jobs", [
        "docs/first-job.md", "docs/writing-jobs.md", "docs/batches.md", "docs/testing-jobs.md", "docs/scheduling.md",
        "docs/database.md", "docs/promises.md", "docs/performance.md"]),
    ("Project", ["docs/architecture.md", "docs/decisions/", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"]),
]
LIBRARIES = ["JobQueue", "JobQueueSQLite", "JobSchedule", "JobQueueTesting"]

STYLE = """
:root { color-scheme: light dark; --line: #8884; --quiet: #888; --accent: light-dark(#0a6b52, #5fd0ad); }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.6 system-ui, sans-serif; display: grid; grid-template-columns: 15rem minmax(0, 1fr); }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1rem; border-right: 1px solid var(--line); font-size: .9rem; }
nav h2 { font-size: .8rem; text-transform: uppercase; color: var(--quiet); margin: 1.2rem 0 .3rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav a { display: block; padding: .15rem 0; color: inherit; text-decoration: none; }
nav a:hover, nav a[aria-current] { color: var(--accent); }
main { max-width: 52rem; width: 100%; padding: 1rem 2rem 4rem; }
a { color: var(--accent); }
h1, h2, h3 { line-height: 1.25; }
h2 { margin-top: 2.5rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
pre { overflow-x: auto; padding: .8rem 1rem; border: 1px solid var(--line); border-radius: 6px; line-height: 1.45; }
code { font: .88em ui-monospace, monospace; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top; }
img { max-width: 100%; }
@media (max-width: 60rem) { body { display: block; } nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); } main { padding: 1rem; } }
@media print { nav { display: none; } body { display: block; } }
"""


def documents():
    """All documents with their subject, in the order of the margin."""
    found = []
    for subject, names in CONTENTS:
        for name in names:
            if name.endswith("/"):
                found += [(subject, path.relative_to(ROOT).as_posix()) for path in sorted((ROOT / name).glob("*.md"))]
            else:
                found.append((subject, name))
    return found


def page_of(name):
    """Where the page of a document is, from the site's root."""
    path = Path(name)
    stem = "index" if path.name == "README.md" else path.stem
    return (path.parent / f"{stem}.html").as_posix()


def relative(target, page):
    """The address of a file of the site, as seen from a page."""
    return "../" * page.count("/") + target


def anchor(text):
    """As GitHub makes it of a heading."""
    text = html.unescape(re.sub(r"<[^>]*>", "", text)).lower()
    return "".join("-" if c == " " else c for c in text if c == " " or c in "-_" or c.isalnum())


def title_of(name):
    if name == "README.id.md":
        return "Bahasa Indonesia"
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            return re.sub(r"[`*]", "", line[2:]).strip()
    return name


class Page:
    def __init__(self, name, site, known):
        self.name, self.site, self.known = name, site, known
        self.page = page_of(name)
        self.problems = []

    def link(self, match):
        attribute, address = match.group(1), html.unescape(match.group(2))
        if re.match(r"[a-z][a-z0-9+.-]*:|//|#", address):
            return match.group(0)
        path, _, fragment = address.partition("#")
        target = ((ROOT / self.name).parent / path).resolve()
        if not target.is_relative_to(ROOT) or not target.exists():
            self.problems.append(f"{self.name} links to {address}, which is not there")
            return match.group(0)
        name = target.relative_to(ROOT).as_posix()
        if target.is_dir():
            index = f"{name}/README.md"
            if index not in self.known:
                listed = [known for known in self.known if known.startswith(name + "/")]
                if not listed:
                    return self.unlinked(match, name)
                index = listed[0]
            name = index
        if name in self.known:
            goal = page_of(name)
        else:
            if target.suffix not in {".webp", ".png", ".svg", ".json", ".yaml", ".yml", ".css", ".md", ".swift"}:
                return self.unlinked(match, name)
            goal = name
            (self.site / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(target, self.site / name)
        return f'{attribute}="{html.escape(relative(goal, self.page) + ("#" + fragment if fragment else ""))}"'

    def unlinked(self, match, name):
        """A folder or program of the repository: named, and nothing to follow."""
        return f'{match.group(1).replace("href", "data-file").replace("src", "data-file")}="{html.escape(name)}"'

    def body(self):
        text = subprocess.run(
            ["cmark-gfm", "--unsafe", "--github-pre-lang", "-e", "table", "-e", "strikethrough", "-e", "autolink",
             str(ROOT / self.name)],
            check=True, capture_output=True, text=True).stdout
        text = re.sub(r"<!--.*?-->\n?", "", text, flags=re.S)
        text = re.sub(r"<h([1-6])>(.*?)</h\1>", self.heading, text, flags=re.S)
        text = text.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")
        return re.sub(r'\b(href|src|srcset)="([^"]*)"', self.link, text)

    @staticmethod
    def heading(match):
        return f'<h{match.group(1)} id="{anchor(match.group(2))}">{match.group(2)}</h{match.group(1)}>'

    def margin(self, has_reference):
        parts, last = [], None
        for subject, name in documents():
            if subject != last:
                parts.append(("</ul>" if last else "") + f"<h2>{subject}</h2><ul>")
                last = subject
            current = ' aria-current="page"' if name == self.name else ""
            parts.append(
                f'<li><a href="{relative(page_of(name), self.page)}"{current}>{html.escape(title_of(name))}</a></li>')
        parts.append("</ul>")
        if has_reference:
            parts.append("<h2>Reference</h2><ul>")
            for library in LIBRARIES:
                address = relative(f"reference/{library}/documentation/{library.lower()}/index.html", self.page)
                parts.append(f'<li><a href="{address}">{library}</a></li>')
            parts.append("</ul>")
        return "".join(parts)

    def write(self, has_reference):
        title = html.escape(title_of(self.name))
        language = "id" if self.name.endswith(".id.md") else "en"
        style = relative("style.css", self.page)
        target = self.site / self.page
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(
            f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<title>{title if title == "Denyut" else title + " · Denyut"}</title>\n<link rel="stylesheet" href="{style}">\n</head>\n<body>\n'
            f"<nav>{self.margin(has_reference)}</nav>\n<main>\n{self.body()}</main>\n</body>\n</html>\n",
            encoding="utf-8")


def check_anchors(site):
    """Links within the site that lead nowhere."""
    pages = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html") if "reference" not in path.parts}
    problems = []
    for path, text in pages.items():
        for address in re.findall(r'href="([^"]*)"', text):
            if re.match(r"[a-z][a-z0-9+.-]*:", address) or "reference/" in address:
                continue
            file, _, fragment = html.unescape(address).partition("#")
            target = (path.parent / file).resolve() if file else path
            if not target.exists():
                problems.append(f"{path.relative_to(site)}: {address} leads nowhere")
            elif fragment and target in pages and f'id="{fragment}"' not in pages[target]:
                problems.append(f"{path.relative_to(site)}: {address} has no such heading")
    return problems


def main():
    site = Path(sys.argv[1]).resolve()
    has_reference = "--without-reference" not in sys.argv
    names = [name for _, name in documents()]
    problems = [f"{name} is named in site.py and is not there" for name in names if not (ROOT / name).exists()]
    stray = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")} - set(names)
    problems += [f"{name} has no place in the margin: add it to CONTENTS in packaging/docs/site.py" for name in sorted(stray)]
    if not problems:
        (site / "style.css").write_text(STYLE, encoding="utf-8")
        for name in names:
            page = Page(name, site, names)
            page.write(has_reference)
            problems += page.problems
        problems += check_anchors(site)
    for problem in problems:
        print(f"Error: {problem}", file=sys.stderr)
    print(f"{len(names)} pages")
    sys.exit(1 if problems else 0)


main()
