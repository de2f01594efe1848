"""Drafts of models: their files with every version, comments, proposals to deploy them, and why each was deployed."""

from __future__ import annotations

from . import tables
from .records import ModelComment, ModelContent, ModelDraft, ModelFile, ModelProposal, ModelRelease

__all__ = ["ModelComment", "ModelContent", "ModelDraft", "ModelFile", "ModelProposal", "ModelRelease", "tables"]
