/* SPDX-License-Identifier: GPL-2.0 */
/*
 * usbdlib.h - requests to a device of the bus, made up; no routine of the bus' stack.
 */
#ifndef NTSPIN_USBDLIB_H
#define NTSPIN_USBDLIB_H

#include "usb.h"
#include "usbioctl.h"

EXTERN_C_START

#define UsbBuildInterruptOrBulkTransferRequest(urb, length, pipeHandle, transferBuffer, \
	transferBufferMDL, transferBufferLength, transferFlags, link) \
	{ \
		(urb)->UrbHeader.Function = URB_FUNCTION_BULK_OR_INTERRUPT_TRANSFER; \
		(urb)->UrbHeader.Length = (USHORT)(length); \
		(urb)->UrbBulkOrInterruptTransfer.TransferBufferLength = (transferBufferLength); \
		(urb)->UrbBulkOrInterruptTransfer.TransferBufferMDL = (transferBufferMDL); \
		(urb)->UrbBulkOrInterruptTransfer.TransferBuffer = (transferBuffer); \
		(urb)->UrbBulkOrInterruptTransfer.PipeHandle = (pipeHandle); \
		(urb)->UrbBulkOrInterruptTransfer.TransferFlags = (transferFlags); \
		(urb)->UrbBulkOrInterruptTransfer.UrbLink = (link); \
	}

#define UsbBuildGetDescriptorRequest(urb, length, descriptorType, descriptorIndex, \
	languageId, transferBuffer, transferBufferMDL, transferBufferLength, link) \
	{ \
		(urb)->UrbHeader.Function = URB_FUNCTION_GET_DESCRIPTOR_FROM_DEVICE; \
		(urb)->UrbHeader.Length = (USHORT)(length); \
		(urb)->UrbControlDescriptorRequest.TransferBufferLength = (transferBufferLength); \
		(urb)->UrbControlDescriptorRequest.TransferBufferMDL = (transferBufferMDL); \
		(urb)->UrbControlDescriptorRequest.TransferBuffer = (transferBuffer); \
		(urb)->UrbControlDescriptorRequest.DescriptorType = (descriptorType); \
		(urb)->UrbControlDescriptorRequest.Index = (descriptorIndex); \
		(urb)->UrbControlDescriptorRequest.LanguageId = (languageId); \
		(urb)->UrbControlDescriptorRequest.UrbLink = (link); \
	}

#define UsbBuildGetStatusRequest(urb, op, index, transferBuffer, transferBufferMDL, link) \
	{ \
		(urb)->UrbHeader.Function = (op); \
		(urb)->UrbHeader.Length = (USHORT)(sizeof(struct _URB_CONTROL_GET_STATUS_REQUEST)); \
		(urb)->UrbControlGetStatusRequest.TransferBufferLength = sizeof(USHORT); \
		(urb)->UrbControlGetStatusRequest.TransferBufferMDL = (transferBufferMDL); \
		(urb)->UrbControlGetStatusRequest.TransferBuffer = (transferBuffer); \
		(urb)->UrbControlGetStatusRequest.Index = (index); \
		(urb)->UrbControlGetStatusRequest.UrbLink = (link); \
	}

#define UsbBuildFeatureRequest(urb, op, featureSelector, index, link) \
	{ \
		(urb)->UrbHeader.Function = (op); \
		(urb)->UrbHeader.Length = (USHORT)(sizeof(struct _URB_CONTROL_FEATURE_REQUEST)); \
		(urb)->UrbControlFeatureRequest.FeatureSelector = (featureSelector); \
		(urb)->UrbControlFeatureRequest.Index = (index); \
		(urb)->UrbControlFeatureRequest.UrbLink = (link); \
	}

#define UsbBuildSelectConfigurationRequest(urb, length, configurationDescriptor) \
	{ \
		(urb)->UrbHeader.Function = URB_FUNCTION_SELECT_CONFIGURATION; \
		(urb)->UrbHeader.Length = (USHORT)(length); \
		(urb)->UrbSelectConfiguration.ConfigurationDescriptor = (configurationDescriptor); \
	}

#define UsbBuildSelectInterfaceRequest(urb, length, configurationHandle, interfaceNumber, \
	alternateSetting) \
	{ \
		(urb)->UrbHeader.Function = URB_FUNCTION_SELECT_INTERFACE; \
		(urb)->UrbHeader.Length = (USHORT)(length); \
		(urb)->UrbSelectInterface.Interface.AlternateSetting = (alternateSetting); \
		(urb)->UrbSelectInterface.Interface.InterfaceNumber = (interfaceNumber); \
		(urb)->UrbSelectInterface.Interface.Length = (USHORT)((length) - \
			sizeof(struct _URB_HEADER) - sizeof(USBD_CONFIGURATION_HANDLE)); \
		(urb)->UrbSelectInterface.ConfigurationHandle = (configurationHandle); \
	}

#define UsbBuildVendorRequest(urb, cmd, length, transferFlags, reservedbits, request, \
	value, index, transferBuffer, transferBufferMDL, transferBufferLength, link) \
	{ \
		(urb)->UrbHeader.Function = (cmd); \
		(urb)->UrbHeader.Length = (USHORT)(length); \
		(urb)->UrbControlVendorClassRequest.TransferBufferLength = (transferBufferLength); \
		(urb)->UrbControlVendorClassRequest.TransferBufferMDL = (transferBufferMDL); \
		(urb)->UrbControlVendorClassRequest.TransferBuffer = (transferBuffer); \
		(urb)->UrbControlVendorClassRequest.RequestTypeReservedBits = (reservedbits); \
		(urb)->UrbControlVendorClassRequest.Request = (request); \
		(urb)->UrbControlVendorClassRequest.Value = (value); \
		(urb)->UrbControlVendorClassRequest.Index = (index); \
		(urb)->UrbControlVendorClassRequest.TransferFlags = (transferFlags); \
		(urb)->UrbControlVendorClassRequest.UrbLink = (link); \
	}

#define UsbBuildOsFeatureDescriptorRequest(urb, length, interface, index, transferBuffer, \
	transferBufferMDL, transferBufferLength, link) \
	{ \
		(urb)->UrbHeader.Function = URB_FUNCTION_GET_MS_FEATURE_DESCRIPTOR; \
		(urb)->UrbHeader.Length = (USHORT)(length); \
		(urb)->UrbOSFeatureDescriptorRequest.TransferBufferLength = (transferBufferLength); \
		(urb)->UrbOSFeatureDescriptorRequest.TransferBufferMDL = (transferBufferMDL); \
		(urb)->UrbOSFeatureDescriptorRequest.TransferBuffer = (transferBuffer); \
		(urb)->UrbOSFeatureDescriptorRequest.InterfaceNumber = (interface); \
		(urb)->UrbOSFeatureDescriptorRequest.MS_FeatureDescriptorIndex = (index); \
		(urb)->UrbOSFeatureDescriptorRequest.UrbLink = (link); \
	}

#define URB_STATUS(urb) ((urb)->UrbHeader.Status)
#define GET_SELECT_CONFIGURATION_REQUEST_SIZE(totalInterfaces, totalPipes) \
	(sizeof(struct _URB_SELECT_CONFIGURATION) + \
	 ((totalInterfaces) - 1) * sizeof(USBD_INTERFACE_INFORMATION) + \
	 ((totalPipes) - (totalInterfaces)) * sizeof(USBD_PIPE_INFORMATION))
#define GET_SELECT_INTERFACE_REQUEST_SIZE(totalPipes) \
	(sizeof(struct _URB_SELECT_INTERFACE) + ((totalPipes) - 1) * sizeof(USBD_PIPE_INFORMATION))
#define GET_USBD_INTERFACE_SIZE(endpoints) \
	(sizeof(USBD_INTERFACE_INFORMATION) + ((endpoints) - 1) * sizeof(USBD_PIPE_INFORMATION))
#define GET_ISO_URB_SIZE(packets) \
	(sizeof(struct _URB_ISOCH_TRANSFER) + (packets) * sizeof(USBD_ISO_PACKET_DESCRIPTOR))

typedef struct _USBD_INTERFACE_LIST_ENTRY {
	PUSB_INTERFACE_DESCRIPTOR InterfaceDescriptor;
	PUSBD_INTERFACE_INFORMATION Interface;
} USBD_INTERFACE_LIST_ENTRY, *PUSBD_INTERFACE_LIST_ENTRY;

typedef struct USBD_HANDLE__ *USBD_HANDLE;

EXTERN_C_END

#endif
