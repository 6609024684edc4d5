// What the phone refuses, what works all the same, and the steps to allow it again.
export const allow = {
  'allow.phones': 'Steps for',
  'allow.android': 'Android · Chrome',
  'allow.iphone': 'iPhone · Safari',
  'allow.by_itself': 'Come back here afterwards: it goes on by itself.',

  'allow.camera_android_1': 'Tap the icon left of the address, then Permissions.',
  'allow.camera_android_2': 'Set Camera to Allow.',
  'allow.camera_android_3': 'No Camera there? Phone settings › Apps › Chrome › Permissions › Camera.',
  'allow.camera_iphone_1': 'Tap the icon beside the address (AA or a page), then Website Settings.',
  'allow.camera_iphone_2': 'Set Camera to Allow, then load the page again.',
  'allow.camera_iphone_3': 'Still refused? Settings › Apps › Safari › Camera › Allow.',

  'allow.busy_android_1': 'Close what uses the camera: a video call, a scanner, the torch.',
  'allow.busy_android_2': 'Pull down from the top edge. If Camera access is off, switch it on.',
  'allow.busy_android_3': 'Still held? Restart the phone. Photos that wait here are kept.',
  'allow.busy_iphone_1': 'Close what uses the camera: a video call, a scanner, the torch.',
  'allow.busy_iphone_2': 'Swipe the other app away, then come back to this page.',
  'allow.busy_iphone_3': 'Still held? Restart the phone. Photos that wait here are kept.',

  'allow.position_android_1': 'Tap the icon left of the address, then Permissions. Allow Location.',
  'allow.position_android_2': 'Pull down from the top edge and switch Location on.',
  'allow.position_android_3':
    'Still nothing? Phone settings › Apps › Chrome › Permissions › Location, with precise location.',
  'allow.position_iphone_1': 'Settings › Privacy & Security › Location Services: switch it on.',
  'allow.position_iphone_2': 'Below it, Safari Websites: While Using the App, Precise Location on.',
  'allow.position_iphone_3':
    'Here, tap the icon beside the address (AA or a page) › Website Settings › Location: Allow.',

  'allow.signal_android_1': 'Pull down from the top edge and switch Location on.',
  'allow.signal_android_2': 'Phone settings › Location › Location services: accuracy on.',
  'allow.signal_android_3': 'Step into the open and wait half a minute.',
  'allow.signal_iphone_1': 'Settings › Privacy & Security › Location Services: switch it on.',
  'allow.signal_iphone_2': 'Below it, Safari Websites: Precise Location on.',
  'allow.signal_iphone_3': 'Step into the open and wait half a minute.',

  'allow.storage_android_1': 'In an incognito tab? Open this page in an ordinary one.',
  'allow.storage_android_2': 'Chrome menu ⋮ › Settings › Site settings › On-device site data: allow.',
  'allow.storage_android_3': 'Nearly full? Phone settings › Storage: free some space.',
  'allow.storage_iphone_1': 'In a private tab? Open this page in an ordinary one.',
  'allow.storage_iphone_2': 'Settings › Apps › Safari › Advanced: Block All Cookies off.',
  'allow.storage_iphone_3': 'Nearly full? Settings › General › iPhone Storage: free some space.',

  'allow.full_android_1': 'Send what waits: open the Outbox where the network is good.',
  'allow.full_android_2': 'Phone settings › Storage: delete videos and apps you do not need.',
  'allow.full_android_3': 'What the server has is cleared from here by itself.',
  'allow.full_iphone_1': 'Send what waits: open the Outbox where the network is good.',
  'allow.full_iphone_2': 'Settings › General › iPhone Storage: delete what you do not need.',
  'allow.full_iphone_3': 'What the server has is cleared from here by itself.',

  'allow.fleeting_android_1': 'Chrome menu ⋮ › Add to Home screen › Install.',
  'allow.fleeting_android_2': 'Open Asbuilt from its new icon. What waits here is there too.',
  'allow.fleeting_android_3': 'Until then, do not clear the browser’s data.',
  'allow.fleeting_iphone_1': 'Send what waits first: the app on the home screen begins empty.',
  'allow.fleeting_iphone_2': 'Tap Share, then Add to Home Screen.',
  'allow.fleeting_iphone_3': 'Open Asbuilt from its new icon and sign in.',

  'blocked.insecure': 'No camera over plain http',
  'blocked.insecure_text':
    'The browser gives camera and position only over https. Open {url} once and follow its steps.',
  'blocked.certificate': 'Get the certificate',
  'blocked.denied': 'The camera is not allowed',
  'blocked.denied_text': 'This page cannot take photos until you allow it.',
  'blocked.none': 'No camera found',
  'blocked.none_text':
    'The phone shows this page no camera. If it has one, whoever manages the phone may have switched it off.',
  'blocked.busy': 'Another app holds the camera',
  'blocked.busy_text': 'This page cannot take photos until the camera is free.',
  'blocked.meanwhile': 'Everything else works: pick a photo and it is sent like any other.',
  'blocked.pick': 'Pick from the gallery',
  'blocked.system': 'Use the phone’s camera app',
  'blocked.asking': 'Asking the phone',

  'blocked.storage': 'This browser keeps no photos',
  'blocked.storage_text':
    'A photo taken here would be lost without a network, so none is taken until the browser may keep it.',
  'blocked.storage_meanwhile':
    'What you can do meanwhile: take photos with the phone’s camera app and pick them here later. Lists work.',

  'help.position': 'The phone keeps its position from this page',
  'help.position_text':
    'Photos carry no place and the nearest sections are not found. All else works: search for the section, and say in a reason where a photo was taken.',
  'help.signal': 'The phone finds no position yet',
  'help.signal_text':
    'Until it does, photos carry no place. All else works: search for the section, and say in a reason where a photo was taken.',
  'help.how_position': 'How to allow it',
  'help.how_signal': 'What helps',
  'help.full': {
    one: 'This phone is nearly full: about {count} photo fits',
    other: 'This phone is nearly full: about {count} photos fit',
  },
  'help.full_text': 'When it is full no more photos can be kept. What waits here is safe and is sent.',
  'help.fleeting': 'The phone may clear this when it is full',
  'help.fleeting_text':
    'Until they are sent, these photos are only in the browser’s own store. The phone keeps it for good once Asbuilt is on the home screen.',
} as const;
