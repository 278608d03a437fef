"""导入表单: one file, to be read into an annex."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from wtforms import FileField, Form

from youthwork.forms.fields import Required


class UploadForm(Form):
    """上传填好的表."""

    file = FileField("文件", [Required("请选择文件")])

    @classmethod
    def posted(cls, files: Mapping[str, Any]) -> Self:
        return cls(data={"file": files.get("file")})
