"""The documentation as a site: `python3 make.py docs`, then open `docs/_build/index.html`."""

from importlib import metadata

project = "gongkai"
author = "the authors of gongkai"
copyright = "the authors of gongkai, MIT licence"
release = version = metadata.version("gongkai")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
suppress_warnings = ["config.cache"]
default_role = "py:obj"  # `name` in a docstring: a link where the name is public, else code

myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
napoleon_use_ivar = True
napoleon_use_rtype = False
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
add_module_names = False
python_use_unqualified_type_names = True
maximum_signature_line_length = 80

html_theme = "furo"
html_title = "gongkai"
html_copy_source = False
html_show_sphinx = False


def _hide_factory(app, what, name, target, options, signature, returned):
    """The signature of a dataclass in words that Sphinx can parse."""
    return signature and signature.replace("<factory>", "..."), returned


def setup(app):
    app.connect("autodoc-process-signature", _hide_factory)
