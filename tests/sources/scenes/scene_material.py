"""Product metadata as their makers write it, small."""

from __future__ import annotations

from pathlib import Path

MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<xfdu:XFDU xmlns:xfdu="urn:ccsds:schema:xfdu:1" xmlns:safe="http://www.esa.int/safe/sentinel-1.0"
  xmlns:s1="http://www.esa.int/safe/sentinel-1.0/sentinel-1"
  xmlns:s1sarl1="http://www.esa.int/safe/sentinel-1.0/sentinel-1/sar/level-1"><metadataSection>
<safe:platform><safe:familyName>SENTINEL-1</safe:familyName><safe:number>{unit}</safe:number></safe:platform>
<safe:orbitReference><safe:orbitNumber type="start">{absolute}</safe:orbitNumber>{relative}
<s1:pass>ASCENDING</s1:pass></safe:orbitReference>
<s1sarl1:transmitterReceiverPolarisation>VV</s1sarl1:transmitterReceiverPolarisation>
<s1sarl1:transmitterReceiverPolarisation>VH</s1sarl1:transmitterReceiverPolarisation>
<s1sarl1:productType>GRD</s1sarl1:productType>
<safe:acquisitionPeriod><safe:startTime>2021-03-04T15:34:11.123456</safe:startTime></safe:acquisitionPeriod>
</metadataSection></xfdu:XFDU>"""
RELATIVE = '<safe:relativeOrbitNumber type="start">{}</safe:relativeOrbitNumber>'
ANNOTATION = """<product><adsHeader><polarisation>{polarisation}</polarisation>
<startTime>2021-03-04T15:34:11.123456</startTime></adsHeader>
<rangePixelSpacing>1.000000e+01</rangePixelSpacing>
<incidenceAngleMidSwath>3.85e+01</incidenceAngleMidSwath></product>"""
S1_NAME = "S1A_IW_GRDH_1SDV_20210304T153411_20210304T153436_036856_045565_0A1B"

S2_NAME = "S2B_MSIL2A_20230615T081609_N0509_R121_T37RCN_20230615T103921"
S2_TILE = "T37RCN_20230615T081609"
S2_PRODUCT = f"""<n1:Level-2A_User_Product xmlns:n1="https://psd-14.sentinel2.eo.esa.int/PSD/User_Product_Level-2A.xsd">
<PRODUCT_START_TIME>2023-06-15T08:16:09.024Z</PRODUCT_START_TIME><PRODUCT_URI>{S2_NAME}.SAFE</PRODUCT_URI>
<Datatake><SPACECRAFT_NAME>Sentinel-2B</SPACECRAFT_NAME><SENSING_ORBIT_NUMBER>121</SENSING_ORBIT_NUMBER>
<SENSING_ORBIT_DIRECTION>DESCENDING</SENSING_ORBIT_DIRECTION></Datatake>
<Granule><IMAGE_FILE>GRANULE/L2A_T37RCN/IMG_DATA/R10m/{S2_TILE}_B04_10m</IMAGE_FILE>
<IMAGE_FILE>GRANULE/L2A_T37RCN/IMG_DATA/R20m/{S2_TILE}_B04_20m</IMAGE_FILE>
<IMAGE_FILE>GRANULE/L2A_T37RCN/IMG_DATA/R20m/{S2_TILE}_SCL_20m</IMAGE_FILE>
<IMAGE_FILE>../../../etc/{S2_TILE}_B02_10m</IMAGE_FILE></Granule>
<BOA_QUANTIFICATION_VALUE unit="none">10000</BOA_QUANTIFICATION_VALUE>
<AOT_QUANTIFICATION_VALUE unit="none">1000.0</AOT_QUANTIFICATION_VALUE>
<BOA_ADD_OFFSET band_id="3">-1000</BOA_ADD_OFFSET>
<Cloud_Coverage_Assessment>12.5</Cloud_Coverage_Assessment></n1:Level-2A_User_Product>"""
S2_TILE_XML = """<n1:Level-2A_Tile_ID xmlns:n1="https://psd-14.sentinel2.eo.esa.int/PSD/S2_PDI_Level-2A_Tile_Metadata.xsd">
<SENSING_TIME metadataLevel="Standard">2023-06-15T08:29:44.919283Z</SENSING_TIME>
<Mean_Sun_Angle><ZENITH_ANGLE unit="deg">20.5</ZENITH_ANGLE><AZIMUTH_ANGLE unit="deg">110.25</AZIMUTH_ANGLE></Mean_Sun_Angle>
<Mean_Viewing_Incidence_Angle_List>
<Mean_Viewing_Incidence_Angle bandId="0"><ZENITH_ANGLE unit="deg">8.0</ZENITH_ANGLE></Mean_Viewing_Incidence_Angle>
<Mean_Viewing_Incidence_Angle bandId="1"><ZENITH_ANGLE unit="deg">9.0</ZENITH_ANGLE></Mean_Viewing_Incidence_Angle>
</Mean_Viewing_Incidence_Angle_List></n1:Level-2A_Tile_ID>"""

L_NAME = "LC09_L2SP_174038_20230610_20230612_02_T1"
MTL = f"""GROUP = LANDSAT_METADATA_FILE
  GROUP = PRODUCT_CONTENTS
    LANDSAT_PRODUCT_ID = "{L_NAME}"
    FILE_NAME_BAND_4 = "{L_NAME}_SR_B4.TIF"
    FILE_NAME_BAND_ST_B10 = "{L_NAME}_ST_B10.TIF"
    FILE_NAME_BAND_5 = "../{L_NAME}_SR_B5.TIF"
    FILE_NAME_QUALITY_L1_PIXEL = "{L_NAME}_QA_PIXEL.TIF"
  END_GROUP = PRODUCT_CONTENTS
  GROUP = IMAGE_ATTRIBUTES
    SPACECRAFT_ID = "LANDSAT_9"
    SENSOR_ID = "OLI_TIRS"
    DATE_ACQUIRED = 2023-06-10
    SCENE_CENTER_TIME = "08:04:05.1234567Z"
    CLOUD_COVER = 3.21
    SUN_AZIMUTH = -70.5
    SUN_ELEVATION = 65.25
    ROLL_ANGLE = -0.001
  END_GROUP = IMAGE_ATTRIBUTES
  GROUP = LEVEL2_SURFACE_REFLECTANCE_PARAMETERS
    REFLECTANCE_MULT_BAND_4 = 2.75e-05
    REFLECTANCE_ADD_BAND_4 = -0.2
  END_GROUP = LEVEL2_SURFACE_REFLECTANCE_PARAMETERS
  GROUP = LEVEL1_RADIOMETRIC_RESCALING
    REFLECTANCE_MULT_BAND_4 = 2.0000E-05
    REFLECTANCE_ADD_BAND_4 = -0.100000
  END_GROUP = LEVEL1_RADIOMETRIC_RESCALING
END_GROUP = LANDSAT_METADATA_FILE
END
"""
BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'


def manifest(unit: str = "A", absolute: int = 36856, relative: str = "") -> bytes:
    """A manifest; `relative` as stated, "" for one that does not state it."""
    stated = RELATIVE.format(relative) if relative else ""
    return MANIFEST.format(unit=unit, absolute=absolute, relative=stated).encode()


def sentinel1_files() -> dict[str, bytes]:
    """A GRD product without pixels to speak of."""
    bands = {"vv": "001", "vh": "002"}
    stem = "s1a-iw-grd-{}-20210304t153411-20210304t153436-036856-045565-{}"
    files = {"manifest.safe": manifest(relative="84")}
    for band, number in bands.items():
        name = stem.format(band, number)
        files[f"annotation/{name}.xml"] = ANNOTATION.format(polarisation=band.upper()).encode()
        files[f"measurement/{name}.tiff"] = b"II*\x00 not really"
    files[f"annotation/calibration/calibration-{stem.format('vv', '001')}.xml"] = b"<calibration/>"
    return files


def sentinel2_files() -> dict[str, bytes]:
    """An L2A product without pixels to speak of."""
    images = "GRANULE/L2A_T37RCN/IMG_DATA"
    return {
        "MTD_MSIL2A.xml": S2_PRODUCT.encode(),
        "GRANULE/L2A_T37RCN/MTD_TL.xml": S2_TILE_XML.encode(),
        f"{images}/R10m/{S2_TILE}_B04_10m.jp2": b"\x00\x00\x00\x0cjP  ",
        f"{images}/R20m/{S2_TILE}_B04_20m.jp2": b"\x00\x00\x00\x0cjP  ",
        f"{images}/R20m/{S2_TILE}_SCL_20m.jp2": b"\x00\x00\x00\x0cjP  ",
    }


def landsat_files() -> dict[str, bytes]:
    """A Level 2 bundle without pixels to speak of."""
    return {
        f"{L_NAME}_MTL.txt": MTL.encode(),
        f"{L_NAME}_SR_B4.TIF": b"II*\x00",
        f"{L_NAME}_QA_PIXEL.TIF": b"II*\x00",
    }


def lay_out(folder: Path, files: dict[str, bytes]) -> Path:
    """The files below `folder`."""
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder
