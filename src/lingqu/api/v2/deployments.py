"""Deployment: several files in one multipart request, all or none."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body

from lingqu.api.given import House, Viewer
from lingqu.api.v2 import shapes
from lingqu.runtime import Deployed

Uploads = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]


@post("/v2/deployments", status_code=200)
async def create_deployment(house: House, viewer: Viewer, data: Uploads) -> dict[str, Any]:
    """Deploy BPMN, DMN and form files; any other file is kept as a resource.

    The same content again gives the same version.
    """
    viewer.must("deploy")
    tenant = shapes.known_tenant(data.get("tenantId") or None, viewer.tenant)
    given = data["resources"]
    uploads: list[UploadFile] = given if isinstance(given, list) else [given]
    files = [(upload.filename, await upload.read()) for upload in uploads]
    done = await house.deploy(files, tenant=tenant, by=viewer.login)
    return {
        "deploymentKey": str(done.key),
        "tenantId": shapes.tenant(tenant),
        "deployments": [_entry(one, tenant) for one in done.definitions],
    }


def _entry(one: Deployed, tenant: str) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "processDefinition": None,
        "decisionDefinition": None,
        "decisionRequirements": None,
        "form": None,
        "resource": None,
    }
    if one.kind == "form":
        entry["form"] = {
            "formId": one.id,
            "version": one.version,
            "resourceName": one.resource_name,
            "formKey": str(one.key),
            "tenantId": shapes.tenant(tenant),
        }
    elif one.kind == "resource":
        entry["resource"] = {
            "resourceId": one.id,
            "resourceName": one.resource_name,
            "version": one.version,
            "versionTag": None,
            "resourceKey": str(one.key),
            "tenantId": shapes.tenant(tenant),
        }
    elif one.kind == "decision":
        entry["decisionDefinition"] = {
            "decisionDefinitionId": one.id,
            "version": one.version,
            "name": one.name,
            "tenantId": shapes.tenant(tenant),
            "decisionRequirementsId": one.requirements_id,
            "decisionDefinitionKey": str(one.key),
            "decisionRequirementsKey": str(one.requirements),
        }
    elif one.kind == "requirements":
        entry["decisionRequirements"] = {
            "decisionRequirementsId": one.id,
            "decisionRequirementsName": one.name,
            "version": one.version,
            "resourceName": one.resource_name,
            "tenantId": shapes.tenant(tenant),
            "decisionRequirementsKey": str(one.key),
        }
    else:
        entry["processDefinition"] = {
            "processDefinitionId": one.id,
            "processDefinitionVersion": one.version,
            "processDefinitionKey": str(one.key),
            "resourceName": one.resource_name,
            "tenantId": shapes.tenant(tenant),
        }
    return entry


HANDLERS = [create_deployment]
